// `wx`: a function for each API of the table. Calls go out as events; replies come back by id and settle once.
// Whether a call is allowed, and what it does, is not decided here.
import { emit, host, toJson, type Api } from './host'
import { createInnerAudioContext, getBackgroundAudioManager } from './audio'
import { marked, withBuffers } from './binary'
import { hasMethod } from './classes'
import { fileArguments, fileReply } from './files'
import { guarded } from './error'
import { withChannel } from './event_channel'
import { pair } from './listeners'
import { getRecorderManager } from './recorder'
import { makeTask, taskEnded } from './task'

type Reply = Record<string, unknown> & { errMsg?: unknown }
type Callback = (reply: Reply) => void
export type Options = Record<string, unknown>

interface Pending {
  name: string
  options?: Options
  success?: Callback | undefined
  fail?: Callback | undefined
  complete?: Callback | undefined
}

/** The built-ins that WeChat documents; pages draw each, as itself or as a labelled box. */
const COMPONENTS = new Set(
  (
    'ad ad-custom audio button camera canvas checkbox checkbox-group cover-image cover-view editor form functional-page-navigator ' +
    'icon image input keyboard-accessory label live-player live-pusher map match-media movable-area movable-view navigation-bar ' +
    'navigator official-account open-data page-container page-meta picker picker-view picker-view-column progress radio ' +
    'radio-group rich-text root-portal scroll-view share-element slider swiper swiper-item switch text textarea video view web-view'
  ).split(' '),
)

/** Names that the host's table has. */
export const inTable = new Set<string>()

const pending = new Map<number, Pending>()
let lastId = 0

export function makeWx(apis: Api[]): Record<string, unknown> {
  const wx: Record<string, unknown> = {}
  const objects: Record<string, Record<string, unknown>> = {}
  for (const api of apis) {
    inTable.add(api.name)
    if (api.sync_twin) inTable.add(api.sync_twin.name)
    if (api.returns === 'listener') inTable.add(api.name.replace(/^on/, 'off'))
    if (api.returns === 'listener') {
      Object.assign(wx, pair(api.name))
      continue
    }
    // A method stands in the table by the name of its object.
    const [object, method] = api.name.split('.') as [string, string | undefined]
    const target = method ? (objects[object] ??= {}) : wx
    target[method ?? api.name] = (options?: unknown) =>
      api.task ? callTask(api.name, api.task, options) : returns(api, options) ? callReturning(api.name, options as Options) : call(api.name, options)
    const twin = api.sync_twin
    if (twin) target[twin.name] = (...values: unknown[]) => callSync(api.name, twin, values)
  }
  if (wx.navigateTo) wx.navigateTo = withChannel(wx.navigateTo as never)
  wx.getFileSystemManager = () => objects.FileSystemManager
  const quietly = (name: string, options: Options) => void call(name, options)
  wx.createInnerAudioContext = () => createInnerAudioContext(quietly)
  wx.getBackgroundAudioManager = () => getBackgroundAudioManager(quietly)
  wx.getRecorderManager = () => getRecorderManager(quietly)
  wx.canIUse = (schema: unknown) => canUse(wx, String(schema))
  return wx
}

/** `getSystemInfoSync.return.screenWidth`, `button.open-type`: the host knows the parts of what is in its table. */
function canUse(wx: Record<string, unknown>, schema: string): boolean {
  const [first, ...parts] = schema.split('.') as [string, ...string[]]
  if (Object.hasOwn(wx, first)) return parts.length === 0 || !inTable.has(first) || ask('canIUse', { schema }).can === true
  // Methods of objects are in the table by the object's name, or made here.
  if (/^[A-Z]/.test(first)) return hasMethod(first, parts[0] ?? '') || ask('canIUse', { schema }).can === true
  return COMPONENTS.has(first)
}

function call(name: string, given: unknown): unknown {
  const options = optionsOf(given)
  const callbacks = callbacksOf(options)
  // Methods of objects give no promise (WeChat documentation).
  if (callbacks.success || callbacks.fail || callbacks.complete || name.includes('.')) {
    send({ name, ...callbacks }, options)
    return undefined
  }
  return new Promise((success, fail) => send({ name, success, fail }, options))
}

/** A call that a built-in component makes, for itself. */
export function callBuiltIn(name: string, options: Options, done: Callback): void {
  send({ name, complete: done }, options)
}

/** Gives the task, never a promise; nor do its methods. */
function callTask(name: string, shape: NonNullable<Api['task']>, given: unknown): object {
  const options = optionsOf(given)
  const id = send({ name, ...callbacksOf(options) }, options)
  return makeTask(id, name, shape, (api, given) => {
    const options = optionsOf(given)
    send({ name: api, ...callbacksOf(options) }, { ...options, task: id })
  })
}

function optionsOf(given: unknown): Options {
  return (given !== null && typeof given === 'object' ? given : {}) as Options
}

function callbacksOf(options: Options): Omit<Pending, 'name'> {
  return { success: callback(options, 'success'), fail: callback(options, 'fail'), complete: callback(options, 'complete') }
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

function send(request: Pending, options: Options): number {
  // An answer to what an earlier run of the program has asked finds nobody here.
  const id = host.generation * 2 ** 32 + ++lastId
  pending.set(id, request)
  let args: Options
  try {
    request.options = options
    args = argumentsOf(request.name, options)
    emit({ kind: 'call', id, name: request.name, args })
  } catch (error) {
    // Callbacks never run before the call returns, not even for a call that cannot be made.
    void Promise.resolve().then(() => settle(id, { errMsg: `${request.name}:fail ${(error as Error).message}` }))
  }
  return id
}

/** A reply that nobody waits for (answered already) is dropped. */
export function settle(id: number, reply: Reply): void {
  const request = pending.get(id)
  if (!request) return
  pending.delete(id)
  const result = incoming(request.name, reply, request.options ?? {})
  taskEnded(id, isOk(result))
  const handler = isOk(result) ? request.success : request.fail
  if (handler) guarded(() => handler(result))
  if (request.complete) guarded(() => request.complete?.(result))
}

function callSync(name: string, twin: NonNullable<Api['sync_twin']>, values: unknown[]): unknown {
  const options: Options = twin.params[0] === '*' ? { ...(values[0] as Options | undefined) } : {}
  if (twin.params[0] !== '*') twin.params.forEach((param, index) => {
    options[param] = values[index]
  })
  const reply = ask(name, options)
  if (isOk(reply)) return twin.result === '' ? reply : reply[twin.result]
  // The documentation: the synchronous form gives an empty string for a key that is not there.
  if (twin.name === 'getStorageSync' && reply.errMsg === 'getStorage:fail data not found') return ''
  const message = String(reply.errMsg)
  // A method of the file system names itself, with its Sync (seen on phones).
  throw new Error(name.includes('.') ? message.replace(/^[^:]*/, twin.name) : message)
}

/** Waits for the host's answer. */
function ask(name: string, options: Options): Reply {
  let args: string
  try {
    args = toJson(argumentsOf(name, options))
  } catch (error) {
    throw new Error(`${name}:fail ${(error as Error).message}`)
  }
  return incoming(name, JSON.parse(host.callSync(name, args)) as Reply, options)
}

function isOk(reply: Reply): boolean {
  const message = String(reply.errMsg ?? '')
  return message.slice(message.indexOf(':') + 1).startsWith('ok')
}

/** What goes out: no functions, and for storage the type that JSON loses. */
function argumentsOf(name: string, given: Options): Options {
  const options = fileArguments(name, given)
  const args: Options = {}
  for (const key of Object.keys(options)) {
    if (typeof options[key] !== 'function') args[key] = marked(options[key])
  }
  if (name === 'setStorage') {
    if (typeof options.data === 'function') throw new TypeError('a function cannot be stored')
    if (options.data instanceof Date) args.dataType = 'date'
  }
  return args
}

function incoming(name: string, reply: Reply, options: Options): Reply {
  if (name === 'request') return requestReply(withBuffers(reply))
  // What was stored may look like anything.
  if (name !== 'getStorage') return fileReply(name, withBuffers(reply), options)
  if (reply.dataType !== 'date') return reply
  const { dataType: _, ...rest } = reply
  return { ...rest, data: new Date(reply.data as string) }
}

/** The documentation: what is no JSON stays a text. */
function requestReply({ dataType, ...reply }: Reply): Reply {
  if (dataType !== 'json') return reply
  try {
    return { ...reply, data: JSON.parse(reply.data as string) }
  } catch {
    return reply
  }
}
