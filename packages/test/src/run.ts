// Runs one test: hooks, time limits, what went wrong. The runner says which tests will come, so that a suite's last hooks
// run after its last test.
import { Connection } from '@sampan/driver'

import { current, type Running, type Step } from './current'
import { Deadline, TimedOut, unawaited } from './deadline'
import { type Failure, failureOf } from './failure'
import { host } from './host'
import { Instances } from './instances'
import { takeErrors } from './rejection'
import { type Hook, type Suite, type Test, tests } from './suite'
import { Skipped } from './test'
import { clearSince, mark } from './timers'
import { Channel } from './transport'

type Status = 'passed' | 'failed' | 'timedOut' | 'skipped'

interface Outcome {
  status: Status
  milliseconds: number
  reason: string
  failures: Failure[]
  steps: Step[]
}

/** Still to run, in order. */
let planned: Test[] = []
/** Whose `beforeAll` have run, outermost first. */
const entered: Suite[] = []

export const plan = (indexes: number[]): void => {
  planned = indexes.map((index) => tests()[index]!).filter((test) => test !== undefined)
}

export const run = async (index: number, retry: number): Promise<void> => {
  const test = tests()[index]!
  host().done(JSON.stringify(await outcome(test, retry)))
}

/** The hooks that are left when no test comes any more. */
export const finish = async (): Promise<void> => {
  planned = []
  host().done(JSON.stringify((await leave(undefined)).map(failureOf)))
}

const outcome = async (test: Test, retry: number): Promise<Outcome> => {
  const start = host().now()
  const mode = test.effectiveMode
  if (mode === 'skip' || mode === 'fixme') {
    return { status: 'skipped', milliseconds: 0, reason: test.reason, failures: [], steps: [] }
  }
  const attempt = new Attempt(test, retry)
  try {
    await attempt.run()
  } finally {
    current.test = undefined
  }
  planned = planned.filter((other) => other !== test)
  // A suite is left right after its last test: its hooks are a part of how that went.
  attempt.errors.push(...(await leave(planned[0])), ...takeErrors())
  return attempt.outcome(host().now() - start)
}

class Attempt {
  readonly errors: unknown[] = []
  private readonly running: Running
  private readonly channel = new Channel()
  private readonly fixtures: Instances
  private deadline: Deadline | undefined
  private timeout: number

  constructor(
    private readonly test: Test,
    retry: number,
  ) {
    const start = host().now()
    const { file, line } = test.place
    this.timeout = test.timeout
    this.running = {
      info: { title: test.title, titlePath: test.titles, file, line, retry },
      steps: [],
      depth: 0,
      pictures: 0,
      channel: this.channel,
      connection: new Connection(this.channel),
      soft: [],
      elapsed: () => host().now() - start,
      setTimeout: (milliseconds) => {
        this.timeout = milliseconds
        this.deadline?.set(milliseconds)
      },
    }
    this.fixtures = new Instances(test.registry, this.running.info)
  }

  async run(): Promise<void> {
    const { chain } = this.test.parent
    if (!(await this.enter(chain))) return
    const timers = mark()
    current.test = this.running
    this.deadline = new Deadline(this.timeout, 'the test')
    await this.attempt(() =>
      this.deadline!.run(async () => {
        await this.fixtures.begin()
        for (const suite of chain) {
          for (const hook of suite.beforeEach) await this.call(hook)
        }
        await this.call({ body: this.test.body, wants: this.test.wants, title: 'test' })
        const left = unawaited()
        if (left) throw left
      }),
    )
    for (const suite of chain.toReversed()) {
      for (const hook of suite.afterEach) await this.attempt(() => this.within(`the ${hook.title}`, () => this.call(hook)))
    }
    for (const { name, end } of this.fixtures.endings()) {
      await this.attempt(() => this.within(`the tear-down of the fixture "${name}"`, end))
    }
    this.errors.push(...this.running.soft)
    this.channel.close()
    clearSince(timers)
  }

  /** Runs the `beforeAll` of the suites that this test is the first of. False: one failed, and the test cannot run. */
  private async enter(chain: Suite[]): Promise<boolean> {
    for (const suite of chain.filter((suite) => !entered.includes(suite))) {
      entered.push(suite)
      for (const hook of suite.before) {
        if (!(await this.attempt(() => this.within(`the ${hook.title}`, () => hook.body({}, this.running.info))))) return false
      }
    }
    return true
  }

  /** Runs it with the fixtures that it names. */
  private async call({ body, wants, title }: Pick<Hook, 'body' | 'wants' | 'title'>): Promise<void> {
    await body(await this.fixtures.take(wants, `the ${title}`), this.running.info)
  }

  private within(what: string, body: () => unknown): Promise<unknown> {
    return new Deadline(this.timeout, what).run(body)
  }

  private async attempt(body: () => Promise<unknown>): Promise<boolean> {
    try {
      await body()
      return true
    } catch (error) {
      // Of a fixture that could not be made, each one who wants it hears.
      if (!this.errors.includes(error)) this.errors.push(error)
      return false
    }
  }

  outcome(milliseconds: number): Outcome {
    const { steps } = this.running
    const skipped = this.errors.find((error) => error instanceof Skipped)
    const errors = this.errors.filter((error) => !(error instanceof Skipped))
    const failures = errors.map(failureOf)
    const status = errors.some((error) => error instanceof TimedOut)
      ? 'timedOut'
      : errors.length > 0
        ? 'failed'
        : skipped
          ? 'skipped'
          : 'passed'
    const done = { milliseconds, reason: skipped?.message ?? '', steps }
    if (this.test.mode !== 'fail' || status === 'skipped') return { ...done, status, failures }
    if (status !== 'passed') return { ...done, status: 'passed', failures: [] }
    const message = 'it was expected to fail (test.fail), and it passed'
    return { ...done, status: 'failed', failures: [{ message, stack: '', place: this.test.place }] }
  }
}

/** Runs `afterAll` of every suite that the next test is not in. */
const leave = async (next: Test | undefined): Promise<unknown[]> => {
  const errors: unknown[] = []
  const stay = next?.parent.chain ?? []
  for (const suite of entered.toReversed().filter((suite) => !stay.includes(suite))) {
    entered.splice(entered.indexOf(suite), 1)
    for (const hook of suite.after) {
      try {
        const deadline = new Deadline(suite.timeout ?? host().settings.timeout, `the ${hook.title}`)
        await deadline.run(() => hook.body({}, info(suite)))
      } catch (error) {
        errors.push(error)
      }
    }
  }
  return errors
}

const info = (suite: Suite) => {
  const titlePath = suite.chain.map((suite) => suite.title).slice(1)
  return { title: suite.title, titlePath, file: '', line: 0, retry: 0 }
}
