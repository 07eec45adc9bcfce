// Matchers that look at the phone and wait: how one of them is written, and how it is told when it does not hold.
import { waiting } from '../deadline'
import { host } from '../host'
import { retry, type Waiting } from './retry'
import { shown } from './words'

/** Looks once: what there is, and whether that is it. `left` are the milliseconds that a look may take. */
export interface Look {
  actual: unknown
  holds: boolean
}

export type Matcher<Subject, Args extends unknown[]> = {
  /** After "to": `have text "Pay"`. */
  words: (...args: Args) => string
  look: (subject: Subject, left: number, ...args: Args) => Promise<Look>
  /** Of the arguments, what says how long to wait. */
  options?: (...args: Args) => Waiting | undefined
}

export type Matchers<Subject> = Record<string, Matcher<Subject, any>>

/** What `expect` gives for a subject: a function for each matcher, and `not`. */
export const bound = <Subject>(
  name: string,
  subject: Subject,
  matchers: Matchers<Subject>,
  more: (negated: boolean) => object = () => ({}),
  negated = false,
): any => {
  const entries = Object.entries(matchers).map(([key, matcher]) => {
    const run = (...args: unknown[]) => match(name, subject, matcher, args, negated)
    return [key, run] as const
  })
  const object = Object.assign(Object.fromEntries(entries), more(negated))
  Object.defineProperty(object, 'not', { get: () => bound(name, subject, matchers, more, !negated) })
  return object
}

const match = <Subject>(
  name: string,
  subject: Subject,
  matcher: Matcher<Subject, unknown[]>,
  args: unknown[],
  negated: boolean,
): Promise<void> => {
  const stack = String(new Error().stack)
  const wanted = `${name} ${negated ? 'not ' : ''}to ${matcher.words(...args)}`
  const check = async (left: number) => {
    const { actual, holds } = await matcher.look(subject, left, ...args)
    if (holds === negated) throw new Error(`expected ${wanted}${actual === undefined ? '' : `; it is ${shown(actual)}`}`)
  }
  return retry(check, `expect(${wanted})`, stack, matcher.options?.(...args) ?? {})
}

/** One question to the phone that waits there by itself. */
export const once = async (what: string, stack: string, timeout: number | undefined, ask: (timeout: number) => Promise<unknown>): Promise<void> => {
  try {
    await waiting({ what, stack }, () => ask(timeout ?? host().settings.expectTimeout))
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { stack, message: `expected ${what}: ${error.message}` })
    throw error
  }
}
