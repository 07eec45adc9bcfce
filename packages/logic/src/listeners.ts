// What a program listens to with `wx.onX` and no more with `wx.offX`.
import { guarded } from './error'

type Listener = (detail: unknown) => unknown

const listeners = new Map<string, Listener[]>()

/** The functions `onX` and `offX` of the pair that is named `onX`. */
export function pair(name: string): Record<string, unknown> {
  return {
    [name]: (listener: unknown) => {
      if (typeof listener !== 'function') return
      listeners.set(name, [...(listeners.get(name) ?? []), listener as Listener])
    },
    [name.replace(/^on/, 'off')]: (listener?: unknown) => {
      const left = typeof listener === 'function' ? (listeners.get(name) ?? []).filter((other) => other !== listener) : []
      listeners.set(name, left)
    },
  }
}

export function hasListener(name: string): boolean {
  return (listeners.get(name)?.length ?? 0) > 0
}

/** One that throws does not keep the others from hearing. */
export function tellListeners(name: string, detail?: unknown): void {
  for (const listener of listeners.get(name) ?? []) guarded(() => listener(detail))
}
