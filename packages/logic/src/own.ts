// Functions of `wx` that need nobody's answer: the program's own surroundings, managers of what never changes here, and
// reports that nobody reads.
import { launchOptions } from './app'
import { console } from './console'
import { guarded } from './error'
import { host } from './host'
import { setTimeout } from './timers'

type Callback = (detail: unknown) => void

/** A program always runs from its folder: there is never another version. */
const updates = {
  onCheckForUpdate: (listener: unknown) => {
    if (typeof listener === 'function') setTimeout(() => guarded(() => (listener as Callback)({ hasUpdate: false })), 0)
  },
  onUpdateReady: () => {},
  onUpdateFailed: () => {},
  applyUpdate: () => {
    throw new Error('applyUpdate: no update is ready')
  },
}

/** Lines of a program's log are lines of the console. */
function logger(tag: string) {
  const to = (write: (...values: unknown[]) => void) => (...values: unknown[]) => write(...(tag ? [`[${tag}]`, ...values] : values))
  return { debug: to(console.debug), info: to(console.info), log: to(console.log), warn: to(console.warn), error: to(console.error) }
}

const realtime = (tag: string): object => ({
  ...logger(tag),
  in: () => {},
  setFilterMsg: () => {},
  addFilterMsg: () => {},
  getCurrentState: () => ({ size: 0, maxSize: 5120, logCount: 0, maxLogCount: 200 }),
  tag: (name: string) => realtime(String(name)),
})

/** Nothing is measured: lists are empty and observers hear nothing. */
const performance = {
  now: () => host.now(),
  getEntries: () => [],
  getEntriesByName: () => [],
  getEntriesByType: () => [],
  setBufferSize: () => {},
  createObserver: () => ({ observe: () => {}, disconnect: () => {}, supportedEntryTypes: [] }),
}

/** Reports for the vendor's statistics: nobody reads them here. */
const nothing = (): void => {}

export const own: Record<string, unknown> = {
  env: { USER_DATA_PATH: 'wxfile://usr' },
  getLaunchOptionsSync: () => launchOptions('onLaunch'),
  getEnterOptionsSync: () => launchOptions('onShow'),
  nextTick: (callback: () => void) => void Promise.resolve().then(() => guarded(callback)),
  getUpdateManager: () => updates,
  getLogManager: () => logger(''),
  getRealtimeLogManager: () => realtime(''),
  getPerformance: () => performance,
  arrayBufferToBase64: (buffer: ArrayBuffer) => host.toBase64(buffer),
  base64ToArrayBuffer: (text: string) => host.fromBase64(String(text)),
  createWorker: () => {
    throw new Error('createWorker:fail workers are not there; run the code in the page')
  },
  reportEvent: nothing,
  reportMonitor: nothing,
  reportAnalytics: nothing,
  reportPerformance: nothing,
  setEnableDebug: (options?: { success?: Callback; complete?: Callback }) => {
    const reply = { errMsg: 'setEnableDebug:ok' }
    if (!options?.success && !options?.complete) return Promise.resolve(reply)
    return void Promise.resolve().then(() => (options.success?.(reply), options.complete?.(reply)))
  },
}
