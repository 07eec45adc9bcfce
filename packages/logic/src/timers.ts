// `setTimeout` and its kin. The loop that waits is Rust's: it asks when the next one is due and runs one at a time.
import { host } from './host'
import { guarded } from './error'

interface Timer {
  due: number
  /** Of two that are due at the same moment the one set first runs first. */
  order: number
  run: () => void
  every: number | null
}

/** Browsers do not let an interval run more often either; it would leave no time for anything else. */
const SHORTEST_INTERVAL = 4

const timers = new Map<number, Timer>()
let lastId = 0
let lastOrder = 0

function delayOf(delay: unknown): number {
  const number = Number(delay)
  return number > 0 ? Math.min(number, 0x7fffffff) : 0
}

function add(callback: unknown, delay: number, every: number | null, args: unknown[]): number {
  if (typeof callback !== 'function') throw new TypeError('a timer needs a function')
  const run = () => callback(...args)
  timers.set(++lastId, { due: host.now() + delay, order: ++lastOrder, run, every })
  return lastId
}

export function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): number {
  return add(callback, delayOf(delay), null, args)
}

export function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]): number {
  const every = Math.max(delayOf(delay), SHORTEST_INTERVAL)
  return add(callback, every, every, args)
}

export function clearTimer(id: unknown): void {
  timers.delete(Number(id))
}

function first(): [number, Timer] | undefined {
  let best: [number, Timer] | undefined
  for (const entry of timers) {
    const sooner = best && (entry[1].due - best[1].due || entry[1].order - best[1].order)
    if (sooner === undefined || sooner < 0) best = entry
  }
  return best
}

/** Milliseconds until a timer is due; -1 when there is none. */
export function nextTimer(): number {
  const next = first()
  return next ? Math.max(0, next[1].due - host.now()) : -1
}

/** Runs the first timer that is due, if any. */
export function runTimer(): void {
  const next = first()
  if (!next || next[1].due > host.now()) return
  const [id, timer] = next
  // Settled before it runs: a callback that is stopped in the middle must not come again at once.
  if (timer.every === null) {
    timers.delete(id)
  } else {
    timer.due = host.now() + timer.every
    timer.order = ++lastOrder
  }
  guarded(timer.run)
}
