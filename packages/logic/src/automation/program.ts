// `App.…`: functions of `wx`, called and replaced from outside, and code that runs in the program's global scope.
import { setConsoleListener } from '../console'
import { emit, host, toJson } from '../host'
import { inTable } from '../wx'
import { plain } from './plain'

type Callback = (reply: unknown) => void
type Options = Record<string, unknown> & { success?: Callback; fail?: Callback; complete?: Callback }
type Function = (this: unknown, ...args: unknown[]) => unknown

interface Mock {
  method: string
  result?: unknown
  functionDeclaration?: string
  args?: unknown[]
  pluginId?: string
}

/** Functions that the API table does not have, and that tell callbacks what came of them. */
const TELLING = new Set(['pageScrollTo', 'loadFontFace', 'canvasToTempFilePath', 'canvasGetImageData', 'canvasPutImageData', 'setEnableDebug'])

const originals = new Map<string, Function | undefined>()
const bindings = new Set<string>()

const wx = (): Record<string, unknown> => (globalThis as unknown as { wx: Record<string, unknown> }).wx

export const program = {
  callWxMethod({ method, args = [], pluginId }: { method: string; args?: unknown[]; pluginId?: string }): unknown {
    noPlugin(pluginId)
    const found = Object.hasOwn(wx(), method) ? wx()[method] : undefined
    if (typeof found !== 'function') throw new Error(`wx.${method} not exists`)
    const call = (...given: unknown[]): unknown => (found as Function).call(wx(), ...given)
    if (!tells(method, args[0])) return result(call(...args))
    return new Promise((success, fail) => call({ ...withoutNull(args[0]), success, fail }, ...args.slice(1))).then(result)
  },

  mockWxMethod(mock: Mock): unknown {
    noPlugin(mock.pluginId)
    const { method } = mock
    if ('result' in mock) replace(method, () => mock.result)
    else if (mock.functionDeclaration !== undefined) {
      const run = compiled(mock.functionDeclaration)
      replace(method, (origin, args) => run.call({ origin }, ...args, ...(mock.args ?? [])))
    } else restore(method)
    return {}
  },

  /** A call of an H5 page, for a function that is replaced. */
  mocked: ({ method, args }: { method: string; args: Options }): unknown => program.callWxMethod({ method, args: [args] }),

  callFunction({ functionDeclaration, args = [] }: { functionDeclaration: string; args?: unknown[] }): unknown {
    return result(compiled(functionDeclaration)(...args))
  },

  addBinding({ name }: { name: string }): unknown {
    bindings.add(name)
    const tell = (...args: unknown[]): void => told('App.bindingCalled', { name, args })
    Object.defineProperty(globalThis, name, { value: tell, writable: true, configurable: true, enumerable: false })
    return {}
  },

  enableLog(): unknown {
    setConsoleListener((type, args) => told('App.logAdded', { type, args }))
    return {}
  },
}

function told(event: string, params: unknown): void {
  host.emit(`{"kind":"told","event":${toJson(event)},"params":${toJson(plain(params))}}`)
}

function noPlugin(id: unknown): void {
  if (id) throw new Error(`the plugin ${String(id)} is not here: plugins are the vendor's`)
}

const result = (value: unknown): unknown => (value instanceof Promise ? value.then((result: unknown) => ({ result })) : { result: value })

/** The declaration of a function, in any of its forms, as a function of the program's global scope. */
function compiled(declaration: string): Function {
  const made = host.evaluate(`(${declaration}\n)`, false)
  if (typeof made !== 'function') throw new TypeError('functionDeclaration is no function')
  return made as Function
}

/** Whether a function gives its answer to callbacks and not as return value. */
function tells(method: string, options: unknown): boolean {
  const api = host.apis.find(({ name }) => name === method)
  if (!api) return TELLING.has(method)
  if (api.returns === 'whenAsked') return (options as { sync?: unknown } | null)?.sync !== true
  return api.returns === 'never'
}

/** `navigateBack` comes with `{url: null}`. */
function withoutNull(options: unknown): object {
  return Object.fromEntries(Object.entries(Object(options) as object).filter(([, value]) => value !== null))
}

// --- functions in the place of others

function replace(method: string, produce: (origin: unknown, args: unknown[]) => unknown): void {
  const known = wx()[method] as Function | undefined
  if (!originals.has(method)) originals.set(method, known)
  const original = originals.get(method)
  const origin = original && ((...args: unknown[]) => original.call(wx(), ...args))
  // Of a name that is not there nothing is known but itself.
  const isTelling = inTable.has(method) || TELLING.has(method) ? (args: unknown[]) => tells(method, args[0]) : () => !method.endsWith('Sync')
  wx()[method] = (...args: unknown[]): unknown => {
    if (!isTelling(args)) return produce(origin, args)
    return deliver(method, Object(args[0]) as Options, new Promise((done) => done(produce(origin, args))))
  }
  tellMocks()
}

function restore(method: string): void {
  if (!originals.has(method)) return
  const original = originals.get(method)
  originals.delete(method)
  if (original) wx()[method] = original
  else delete wx()[method]
  tellMocks()
}

/** The host asks here when an H5 page calls one of these. */
function tellMocks(): void {
  emit({ kind: 'mocked', names: [...originals.keys()] })
}

/** To callbacks, or as a promise when there are none. A value that says `fail` in its `errMsg` is a failure. */
function deliver(method: string, options: Options, value: Promise<unknown>): unknown {
  const settled = value.then(
    (reply) => ({ reply, isOk: !/:\s*fail/.test(String((reply as { errMsg?: unknown } | null)?.errMsg ?? '')) }),
    (error: unknown) => {
      const { errMsg, message = error } = Object(error) as { errMsg?: unknown; message?: unknown }
      return { reply: { errMsg: String(errMsg ?? `${method}:fail ${String(message)}`) } as unknown, isOk: false }
    },
  )
  const { success, fail, complete } = options
  if (![success, fail, complete].some((callback) => typeof callback === 'function')) {
    return settled.then(({ reply, isOk }) => (isOk ? reply : Promise.reject(reply as Error)))
  }
  void settled.then(({ reply, isOk }) => {
    if (isOk) success?.call(options, reply)
    else fail?.call(options, reply)
    complete?.call(options, reply)
  })
  return undefined
}
