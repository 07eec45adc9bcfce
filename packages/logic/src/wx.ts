// `wx`: a function for each API of the table. Calls go out as events; replies come back by id and settle once.
// Whether a call is allowed, and what it does, is not decided here.
import { emit, host, toJson, type Api } from './host'
import { guarded } from './error'

type Reply = Record<string, unknown> & { errMsg?: unknown }
type Callback = (reply: Reply) => void
type Options = Record<string, unknown>

interface Pending {
  name: string
  success?: Callback | undefined
  fail?: Callback | undefined
  complete?: Callback | undefined
}

const pending = new Map<number, Pending>()
let lastId = 0

export function makeWx(apis: Api[]): Record<string, unknown> {
  const wx: Record<string, unknown> = {}
  for (const api of apis) {
    wx[api.name] = (options?: unknown) => (returns(api, options) ? callReturning(api.name, options as Options) : call(api.name, options))
    const twin = api.sync_twin
    if (twin) wx[twin.name] = (...values: unknown[]) => callSync(api.name, twin, values)
  }
  // Needs nobody's answer.
  wx.nextTick ??= (callback: () => void) => void Promise.resolve().then(callback)
  wx.canIUse ??= (name: string) => canUse(wx, name)
  return wx
}

/** `getSystemInfoSync.return.screenWidth`, `button.open-type`: of an interface that is there, every part is there. */
function canUse(wx: Record<string, unknown>, name: string): boolean {
  const first = name.split('.')[0] ?? ''
  // Names of components have no function; those of the page are all there in one way or the other.
  return first in wx || /^[a-z]+(-[a-z]+)*$/.test(first)
}

function call(name: string, given: unknown): unknown {
  const options = (given !== null && typeof given === 'object' ? given : {}) as Options
  const callbacks = { success: callback(options, 'success'), fail: callback(options, 'fail'), complete: callback(options, 'complete') }
  if (callbacks.success || callbacks.fail || callbacks.complete) {
    send({ name, ...callbacks }, options)
    return undefined
  }
  return new Promise((success, fail) => send({ name, success, fail }, options))
}

function returns(api: Api, options: unknown): boolean {
  return api.returns === 'always' || (api.returns === 'whenAsked' && (options as Options | null | undefined)?.sync === true)
}

/** The answer as return value. It goes to callbacks as well, when there are some. */
function callReturning(name: string, options: Options = {}): Reply {
  const reply = ask(name, options)
  const handler = callback(options, isOk(reply) ? 'success' : 'fail')
  if (handler) guarded(() => handler(reply))
  const complete = callback(options, 'complete')
  if (complete) guarded(() => complete(reply))
  return reply
}

function callback(options: Options, name: string): Callback | undefined {
  const value = options[name]
  return typeof value === 'function' ? (reply) => value.call(options, reply) : undefined
}

function send(request: Pending, options: Options): void {
  // An answer to what an earlier run of the program has asked finds nobody here.
  const id = host.generation * 2 ** 32 + ++lastId
  pending.set(id, request)
  let args: Options
  try {
    args = argumentsOf(request.name, options)
    emit({ kind: 'call', id, name: request.name, args })
  } catch (error) {
    // Callbacks never run before the call returns, not even for a call that cannot be made.
    void Promise.resolve().then(() => settle(id, { errMsg: `${request.name}:fail ${(error as Error).message}` }))
  }
}

/** A reply that nobody waits for (answered already) is dropped. */
export function settle(id: number, reply: Reply): void {
  const request = pending.get(id)
  if (!request) return
  pending.delete(id)
  const result = incoming(request.name, reply)
  const handler = isOk(result) ? request.success : request.fail
  if (handler) guarded(() => handler(result))
  if (request.complete) guarded(() => request.complete?.(result))
}

function callSync(name: string, twin: NonNullable<Api['sync_twin']>, values: unknown[]): unknown {
  const options: Options = {}
  twin.params.forEach((param, index) => {
    options[param] = values[index]
  })
  const reply = ask(name, options)
  if (isOk(reply)) return twin.result === '' ? reply : reply[twin.result]
  // The documentation: the synchronous form gives an empty string for a key that is not there.
  if (twin.name === 'getStorageSync' && reply.errMsg === 'getStorage:fail data not found') return ''
  throw new Error(String(reply.errMsg))
}

/** Waits for the host's answer. */
function ask(name: string, options: Options): Reply {
  let args: string
  try {
    args = toJson(argumentsOf(name, options))
  } catch (error) {
    throw new Error(`${name}:fail ${(error as Error).message}`)
  }
  return incoming(name, JSON.parse(host.callSync(name, args)) as Reply)
}

function isOk(reply: Reply): boolean {
  const message = String(reply.errMsg ?? '')
  return message.slice(message.indexOf(':') + 1).startsWith('ok')
}

/** What goes out: no functions, and for storage the type that JSON loses. */
function argumentsOf(name: string, options: Options): Options {
  const args: Options = {}
  for (const key of Object.keys(options)) {
    if (typeof options[key] !== 'function') args[key] = options[key]
  }
  if (name === 'setStorage') {
    if (typeof options.data === 'function') throw new TypeError('a function cannot be stored')
    if (options.data instanceof Date) args.dataType = 'date'
  }
  return args
}

function incoming(name: string, reply: Reply): Reply {
  if (name !== 'getStorage' || reply.dataType !== 'date') return reply
  const { dataType: _, ...rest } = reply
  return { ...rest, data: new Date(reply.data as string) }
}
