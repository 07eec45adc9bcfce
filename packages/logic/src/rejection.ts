// Rejected promises that nobody handles by the end of the turn.
import { report } from './error'
import { tellRejection } from './app'

const open = new Map<Promise<unknown>, unknown>()

/** QuickJS calls this when a promise is rejected without handler, and again when it gets one after all. */
export function rejection(promise: Promise<unknown>, reason: unknown, handled: boolean): void {
  if (handled) open.delete(promise)
  else open.set(promise, reason)
}

export function reportRejections(): boolean {
  if (open.size === 0) return false
  const rejected = [...open]
  open.clear()
  for (const [promise, reason] of rejected) {
    if (!tellRejection(reason, promise)) report(reason, 'unhandled rejection: ')
  }
  return true
}
