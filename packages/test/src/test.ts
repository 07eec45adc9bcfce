// `test` and everything that hangs on it.
import { current, type Step } from './current'
import { waiting } from './deadline'
import { expect } from './expect/expect'
import { show } from './failure'
import { host } from './host'
import { type Body, type Hook, type Mode, Suite, suite, Test, type TestInfo, within } from './suite'

/** Thrown by `test.skip()` in the middle of a test. */
export class Skipped extends Error {
  constructor(readonly reason: string) {
    super(reason)
    this.name = 'Skipped'
  }
}

const trace = (): string => String(new Error().stack)

const declare = (title: string, body: Body, mode: Mode, only: boolean): void => {
  if (typeof title !== 'string') throw new TypeError('a test begins with its title: test("title", async ({ phone }) => { … })')
  if (typeof body !== 'function') throw new TypeError(`test("${title}") has no function to run`)
  const parent = suite()
  parent.items.push(new Test(title, parent, body, mode, only, trace()))
}

/** Declares a suite that is marked; without a title, what it declares stands for itself. */
const describe =
  (mark: (suite: Suite) => void) =>
  (title: string | (() => unknown), body?: () => unknown): void => {
    const inner = new Suite(typeof title === 'string' ? title : '', suite())
    mark(inner)
    within(inner, typeof title === 'string' ? body! : title)
  }

type Condition = boolean | undefined
type Marker = {
  (title: string, body: Body): void
  /** In a test: leaves it here. In a suite: marks all of it. */
  (condition?: Condition, reason?: string): void
}

const marker = (mode: 'skip' | 'fixme'): Marker =>
  ((first?: string | Condition, second?: Body | string): void => {
    if (typeof first === 'string' && typeof second === 'function') return declare(first, second, mode, false)
    if (first === false) return
    const reason = typeof second === 'string' ? second : ''
    if (current.test) throw new Skipped(reason)
    Object.assign(suite(), { mode, reason })
  }) as Marker

type HookDeclaration = { (body: Body): void; (title: string, body: Body): void }

const hook = (list: (suite: Suite) => Hook[], name: string): HookDeclaration =>
  ((first: string | Body, second?: Body): void => {
    const body = typeof first === 'string' ? second : first
    if (typeof body !== 'function') throw new TypeError(`test.${name} has no function to run`)
    list(suite()).push({ body, title: typeof first === 'string' ? first : `${name} hook`, stack: trace() })
  }) as HookDeclaration

const running = (what: string) => {
  if (!current.test) throw new Error(`${what} belongs into a test, and none runs`)
  return current.test
}

/** A part of a test with a name of its own in the report. Gives what its function gives. */
const step = async <T>(title: string, body: () => T | Promise<T>): Promise<T> => {
  const running_ = running('test.step')
  const entry: Step = { title, depth: running_.depth, start: running_.elapsed(), milliseconds: 0, failed: true }
  running_.steps.push(entry)
  running_.depth++
  const stack = trace()
  host().enter(title, stack)
  let failure: string | undefined
  try {
    const value = await waiting({ what: `the step "${title}"`, stack }, async () => body())
    entry.failed = false
    return value
  } catch (error) {
    failure = show(error)
    throw error
  } finally {
    running_.depth--
    entry.milliseconds = running_.elapsed() - entry.start
    host().leave(failure)
  }
}

export const test = Object.assign(
  (title: string, body: Body): void => declare(title, body, 'run', false),
  {
    only: (title: string, body: Body): void => declare(title, body, 'run', true),
    skip: marker('skip'),
    fixme: marker('fixme'),
    /** Runs it, and says so when it does not fail. */
    fail: (title: string, body: Body): void => declare(title, body, 'fail', false),
    describe: Object.assign(describe(() => {}), {
      only: describe((suite) => void (suite.only = true)),
      skip: describe((suite) => void (suite.mode = 'skip')),
      fixme: describe((suite) => void (suite.mode = 'fixme')),
    }),
    beforeAll: hook((suite) => suite.before, 'beforeAll'),
    afterAll: hook((suite) => suite.after, 'afterAll'),
    beforeEach: hook((suite) => suite.beforeEach, 'beforeEach'),
    afterEach: hook((suite) => suite.afterEach, 'afterEach'),
    step,
    /** What this test, or in a suite every test of it, may take in milliseconds; 0 is no limit. */
    setTimeout: (milliseconds: number): void => {
      if (current.test) current.test.setTimeout(milliseconds)
      else suite().timeout = milliseconds
    },
    info: (): TestInfo => running('test.info').info,
    expect,
  },
)
