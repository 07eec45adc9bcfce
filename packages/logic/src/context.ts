// What the contexts of built-ins have in common: the element in the page does what they are asked, and says how it went.
import { guarded } from './error'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

export type Options = Record<string, unknown>

interface Settled {
  ok?: Options
  error?: string
}

/** Tells callbacks, or settles a promise when there are none (WeChat documentation). */
export function settleWith(options: unknown, name: string, run: (done: (result: Settled) => void) => void): unknown {
  const given = (options !== null && typeof options === 'object' ? options : {}) as Options
  const call = (key: string, value: unknown) => {
    const callback = given[key]
    if (typeof callback === 'function') guarded(() => callback.call(given, value))
  }
  const hasCallbacks = ['success', 'fail', 'complete'].some((key) => typeof given[key] === 'function')
  let resolve: (value: unknown) => void = () => {}
  let reject: (value: unknown) => void = () => {}
  const promise = hasCallbacks ? undefined : new Promise((good, bad) => ([resolve, reject] = [good, bad]))
  run(({ ok, error }) => {
    const reply = { ...ok, errMsg: `${name}:${error === undefined ? 'ok' : `fail ${error}`}` }
    call(error === undefined ? 'success' : 'fail', reply)
    call('complete', reply)
    if (error === undefined) resolve(reply)
    else reject(reply)
  })
  return promise
}

export class Context {
  constructor(
    private readonly find: () => [Mirror, MirrorNode] | null,
    private readonly kind: string,
  ) {}

  /** Nobody wants to know what comes of it. */
  tell(method: string, args: unknown[] = []): void {
    const found = this.find()
    if (found) found[0].questions.tell(found[1], 'act', [method, args])
  }

  /** `more`: how much longer than usual it may take, in milliseconds. */
  ask(method: string, options: unknown, more = 0, then = () => {}): unknown {
    return settleWith(options, method, (done) => {
      const found = this.find()
      if (!found) return done({ error: `there is no such <${this.kind}> in the page` })
      const settled = (result: Settled) => {
        done(result)
        then()
      }
      found[0].questions.ask<Settled>(found[1], 'act', [method, [options ?? {}]], settled, { error: 'the page is not shown' }, more)
    })
  }

  get place(): [Mirror, MirrorNode] | null {
    return this.find()
  }
}
