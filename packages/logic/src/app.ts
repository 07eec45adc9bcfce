// `App` and `getApp`: the one instance of the mini program, and its hooks.
import { host, emit } from './host'
import { FileError, guarded, report, setErrorHook, textOf } from './error'
import { hasListener, tellListeners } from './listeners'
import { load } from './module'

type Hooks = Record<string, unknown>

const instance: Hooks = {}
let registered = false

export function App(options: unknown): void {
  if (registered) throw new Error('App() is called twice; a mini program has one app')
  registered = true
  Object.defineProperties(instance, Object.getOwnPropertyDescriptors(Object(options)))
}

/** With `allowDefault` an object comes before `App()` has run, and becomes the app then. */
export function getApp(options?: { allowDefault?: boolean }): Hooks | undefined {
  return registered || options?.allowDefault ? instance : undefined
}

/** `app.js` waits: only pages of independent subpackages have been opened (WeChat documentation). */
let waits = false

/** Runs `app.js`. A program without one is as good as one that says `App({})`. */
export function launch(): void {
  setErrorHook((message) => {
    hook('onError', message)
    tellListeners('onError', message)
  })
  waits = host.startsAlone
  if (waits) emit({ kind: 'launched' })
  else run()
}

/** A page of the main package, or of one that builds on it, opens: now there must be an app. */
export function ensureLaunched(path: string): void {
  if (!waits || isIndependent(path)) return
  waits = false
  const file = appFile()
  if (file) guarded(() => load(file))
  registered = true
  for (const [name, options] of given) guarded(() => hook(name, options))
}

export function isIndependent(path: string): boolean {
  return host.independent.some((root) => path.startsWith(root))
}

function appFile(): string | null {
  return host.resolve('app.json', './app.js') ?? host.resolve('app.json', './app.ts')
}

function run(): void {
  const file = appFile()
  try {
    if (file) load(file)
  } catch (error) {
    if (!registered) {
      emit({ kind: 'launchFailed', reason: reasonOf(error) })
      return
    }
    report(error)
  }
  registered = true
  emit({ kind: 'launched' })
}

function reasonOf(error: unknown): string {
  if (error instanceof FileError) {
    const { source, line, column } = error.fault
    return `${source}:${line}:${column}: ${textOf(error)}`
  }
  const stack = error instanceof Error ? host.stack(String(error.stack)) : ''
  return stack ? `${textOf(error)}\n${stack}` : textOf(error)
}

function hook(name: string, ...args: unknown[]): boolean {
  const handler = instance[name]
  if (typeof handler !== 'function') return false
  handler.apply(instance, args)
  return true
}

/** Hooks that can be listened to as well. `onThemeChange` is told apart from its hook. */
const LISTENERS: Record<string, string> = { onShow: 'onAppShow', onHide: 'onAppHide', onPageNotFound: 'onPageNotFound' }

/** What the program was started with, and how it came to the front last. */
const given = new Map<string, unknown>()

export function launchOptions(hook: 'onLaunch' | 'onShow'): unknown {
  return given.get(hook) ?? { path: '', query: {}, scene: 1001, referrerInfo: {} }
}

export function callApp(name: string, options: unknown): void {
  if (name === 'onLaunch' || name === 'onShow') given.set(name, options)
  if (!waits) guarded(() => (options === null || options === undefined ? hook(name) : hook(name, options)))
  const pair = LISTENERS[name]
  if (pair) tellListeners(pair, options)
}

/** True when the program wants to deal with rejections itself. */
export function tellRejection(reason: unknown, promise: Promise<unknown>): boolean {
  const listens = hasListener('onUnhandledRejection')
  const hooked = guarded(() => hook('onUnhandledRejection', { reason, promise })) === true
  tellListeners('onUnhandledRejection', { reason, promise })
  return hooked || listens
}
