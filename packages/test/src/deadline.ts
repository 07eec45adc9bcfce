// Time limits: what is run within one, and what it was waiting for when the time was over.
import { host } from './host'
import { clearTimer, setTimeout } from './timers'

export class TimedOut extends Error {
  constructor(message: string, stack: string | undefined) {
    super(message)
    this.name = 'TimedOut'
    if (stack !== undefined) this.stack = stack
  }
}

/** Something that is waited for. */
export interface Wait {
  what: string
  stack: string
  /** A test may end while it goes on: it only looks, and one of several may be enough. */
  mayBeLeft?: boolean
}

const waits = new Set<Wait>()

/** Notes what is waited for while it is. */
export const waiting = async <T>(wait: Wait, begin: () => Promise<T>): Promise<T> => {
  waits.add(wait)
  try {
    return await begin()
  } finally {
    waits.delete(wait)
  }
}

/** What goes on although the test has ended: nobody has awaited it. */
export const unawaited = (): Error | undefined => {
  const first = [...waits].find(({ mayBeLeft }) => !mayBeLeft)
  if (!first) return undefined
  const error = new Error(`the test ended while this was going on: ${first.what}; write await before it`)
  error.stack = first.stack
  return error
}

/** A limit that can be changed while it runs. */
export class Deadline {
  private timer = 0
  private readonly start = host().now()
  private over: (() => void) | undefined

  constructor(
    private limit: number,
    private readonly what: string,
  ) {
    this.set(limit)
  }

  set(limit: number): void {
    clearTimer(this.timer)
    this.limit = limit
    const left = limit > 0 ? this.start + limit - host().now() : NEVER
    host().allow(left, limit)
    if (limit > 0) this.timer = setTimeout(() => this.over?.(), left)
  }

  /** What the function leads to, unless the time is over before. */
  async run<T>(body: () => T | Promise<T>): Promise<T> {
    waits.clear()
    const over = new Promise<never>((_, reject) => {
      this.over = () => reject(this.error())
    })
    try {
      return await Promise.race([new Promise<T>((resolve) => resolve(body())), over])
    } finally {
      clearTimer(this.timer)
    }
  }

  private error(): TimedOut {
    const latest = [...waits].at(-1)
    const waited = latest ? `; it was waiting for ${latest.what}` : ''
    return new TimedOut(`${this.what} did not end within ${this.limit} ms${waited}`, latest?.stack)
  }
}

/** A day: nothing is run without any limit. */
const NEVER = 86_400_000
