// Tries until it is so, or the time is over.
import { waiting } from '../deadline'
import { host } from '../host'
import { pause } from '../timers'

export interface Waiting {
  /** Milliseconds; else the run's `expect` time. */
  timeout?: number
  /** Pauses between the tries; the last one is repeated. */
  intervals?: number[]
}

const INTERVALS = [0, 10, 20, 40, 80, 100]

/** `stack` is the caller's: after the first wait nobody knows any more who that was. `what` stands after "waiting for". */
export const retry = async (
  check: (left: number) => unknown,
  what: string,
  stack: string,
  { timeout = host().settings.expectTimeout, intervals = INTERVALS }: Waiting = {},
): Promise<void> => {
  const start = host().now()
  const left = () => (timeout > 0 ? Math.max(0, start + timeout - host().now()) : Infinity)
  const tries = async () => {
    for (let round = 0; ; round++) {
      try {
        await check(Math.ceil(left()))
        return
      } catch (error) {
        if (left() > 0) {
          await pause(Math.min(intervals[Math.min(round, intervals.length - 1)] ?? 100, left()))
          continue
        }
        throw located(error, stack, `${what} for ${timeout} ms`)
      }
    }
  }
  return waiting({ what, stack }, tries)
}

/** The error as one of the line that asked. */
const located = (error: unknown, stack: string, waited: string): unknown => {
  if (!(error instanceof Error)) return error
  error.stack = stack
  error.message = `${error.message} (waited for ${waited})`
  return error
}
