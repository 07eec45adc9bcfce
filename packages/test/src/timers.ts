// `setTimeout` and its kin. The loop that waits is the runner's: it asks when the next one is due and runs one at a time.
import { host } from './host'
import { caught } from './rejection'

interface Timer {
  due: number
  /** Of two that are due at the same moment the one set first runs first. */
  order: number
  run: () => unknown
  every: number | null
}

const LONGEST = 0x7fffffff
const SHORTEST_INTERVAL = 1

const timers = new Map<number, Timer>()
let last = 0

const delayOf = (delay: unknown): number => Math.min(Math.max(Number(delay) || 0, 0), LONGEST)

const add = (callback: unknown, delay: number, every: number | null, args: unknown[]): number => {
  if (typeof callback !== 'function') throw new TypeError('a timer needs a function')
  const order = ++last
  timers.set(order, { due: host().now() + delay, order, run: () => callback(...args), every })
  return order
}

export const setTimeout = (callback: unknown, delay?: unknown, ...args: unknown[]): number =>
  add(callback, delayOf(delay), null, args)

export const setInterval = (callback: unknown, delay?: unknown, ...args: unknown[]): number => {
  const every = Math.max(delayOf(delay), SHORTEST_INTERVAL)
  return add(callback, every, every, args)
}

export const clearTimer = (id: unknown): void => {
  timers.delete(Number(id))
}

/** Timers that were set since then end with the test that set them. */
export const clearSince = (mark: number): void => {
  for (const id of [...timers.keys()]) if (id > mark) timers.delete(id)
}

export const mark = (): number => last

const first = (): [number, Timer] | undefined => {
  let best: [number, Timer] | undefined
  for (const entry of timers) {
    const sooner = best && (entry[1].due - best[1].due || entry[1].order - best[1].order)
    if (sooner === undefined || sooner < 0) best = entry
  }
  return best
}

/** Milliseconds until a timer is due; -1 when there is none. */
export const nextTimer = (): number => {
  const next = first()
  return next ? Math.max(0, next[1].due - host().now()) : -1
}

/** Runs the first timer that is due, if any. */
export const runTimer = (): void => {
  const next = first()
  if (!next || next[1].due > host().now()) return
  const [id, timer] = next
  // Settled before it runs: a callback that is stopped in the middle must not come again at once.
  if (timer.every === null) timers.delete(id)
  else timer.due = host().now() + timer.every
  try {
    timer.run()
  } catch (error) {
    caught(error)
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds))
