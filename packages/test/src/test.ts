// `test` and everything that hangs on it.
import { current, type Step } from './current'
import { waiting } from './deadline'
import { expect } from './expect/expect'
import { show } from './failure'
import { base, type Fixtures } from './fixtures'
import { host } from './host'
import { namesIn } from './parameters'
import { checkLayers, checkNames, type FixtureOptions, type Layer, layerOf, type Make, registryOf } from './registry'
import { type Body, type Hook, type Mode, Suite, suite, Test, type TestInfo, within } from './suite'

/** Thrown by `test.skip()` in the middle of a test. */
export class Skipped extends Error {
  constructor(readonly reason: string) {
    super(reason)
    this.name = 'Skipped'
  }
}

const trace = (): string => String(new Error().stack)

/** The fixtures that a function names, all of which there are. */
const wantsOf = (body: Body<any>, layers: readonly Layer[], what: string): string[] => {
  const names = namesIn(body, what)
  checkNames(names, registryOf(layers), what)
  return names
}

const declare = (layers: readonly Layer[], mode: Mode, only = false) => {
  return (title: string, body: Body<any>): void => {
    if (typeof title !== 'string') throw new TypeError('a test begins with its title: test("title", async ({ phone }) => { … })')
    if (typeof body !== 'function') throw new TypeError(`test("${title}") has no function to run`)
    const parent = suite()
    const wants = wantsOf(body, layers, `test("${title}")`)
    parent.items.push(new Test(title, parent, body, wants, layers, mode, only, trace()))
  }
}

/** Declares a suite that is marked; without a title, what it declares stands for itself. */
const describe =
  (mark: (suite: Suite) => void) =>
  (title: string | (() => unknown), body?: () => unknown): void => {
    const inner = new Suite(typeof title === 'string' ? title : '', suite())
    mark(inner)
    within(inner, typeof title === 'string' ? body! : title)
  }

export interface Configuration {
  /** Milliseconds that a test may take; 0 is no limit. */
  timeout?: number
  /** How often a test that fails is tried again. */
  retries?: number
  /** `serial`: its tests belong together. After a failure those that are left are skipped, and all are tried again. */
  mode?: 'default' | 'serial'
}

const count = (name: string, value: unknown): number => {
  if (Number.isInteger(value) && (value as number) >= 0) return value as number
  throw new TypeError(`test.describe.configure: ${name} is a whole number from 0, and got ${show(value)}`)
}

/** Of the suite, or of the file, that it stands in. */
const configure = (given: Configuration): void => {
  const { timeout, retries, mode, ...rest } = given
  const inner = suite()
  const unknown = Object.keys(rest)[0]
  if (unknown) throw new Error(`test.describe.configure knows no "${unknown}"; it knows timeout, retries and mode`)
  if (mode !== undefined && mode !== 'default' && mode !== 'serial') {
    const why = mode === 'parallel' ? 'tests of a file run in their order on one worker, and files beside each other (--workers)' : ''
    throw new Error(`test.describe.configure: there is no mode "${String(mode)}", but "default" and "serial"${why && `; ${why}`}`)
  }
  if (timeout !== undefined) inner.timeout = count('timeout', timeout)
  if (retries !== undefined) inner.retries = count('retries', retries)
  if (mode !== undefined) inner.isSerial = mode === 'serial'
}

const describes = Object.assign(describe(() => {}), {
  only: describe((suite) => void (suite.only = true)),
  skip: describe((suite) => void (suite.mode = 'skip')),
  fixme: describe((suite) => void (suite.mode = 'fixme')),
  configure,
})

type Condition = boolean | undefined
type Marker<F> = {
  (title: string, body: Body<F>): void
  /** In a test: leaves it here. In a suite: marks all of it. */
  (condition?: Condition, reason?: string): void
}

const marker = (layers: readonly Layer[], mode: 'skip' | 'fixme'): Marker<any> =>
  ((first?: string | Condition, second?: Body<any> | string): void => {
    if (typeof first === 'string' && typeof second === 'function') return declare(layers, mode)(first, second)
    if (first === false) return
    const reason = typeof second === 'string' ? second : ''
    if (current.test) throw new Skipped(reason)
    Object.assign(suite(), { mode, reason })
  }) as Marker<any>

type HookDeclaration<F> = { (body: Body<F>): void; (title: string, body: Body<F>): void }

/** `layers` are undefined for hooks around more than one test: those have no fixtures. */
const hook = (list: (suite: Suite) => Hook[], name: string, layers?: readonly Layer[]): HookDeclaration<any> =>
  ((first: string | Body<any>, second?: Body<any>): void => {
    const body = typeof first === 'string' ? second : first
    if (typeof body !== 'function') throw new TypeError(`test.${name} has no function to run`)
    const wants = layers ? wantsOf(body, layers, `test.${name}`) : namesIn(body, `test.${name}`)
    if (!layers && wants.length > 0) {
      throw new Error(`test.${name} wants "${wants[0]}"; it has no fixtures: each test has a phone of its own, and none runs then`)
    }
    list(suite()).push({ body, wants, title: typeof first === 'string' ? first : `${name} hook`, stack: trace() })
  }) as HookDeclaration<any>

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

/** What `test.use` takes: another value, or a function that makes it. */
type Values<F> = { [K in keyof F]?: F[K] | Make<F[K], F> | [F[K] | Make<F[K], F>, FixtureOptions] }
/** What `test.extend` takes: all of the new ones, and any of those that are there. */
type Extension<T, F> = { [K in keyof T]: T[K] | Make<T[K], F & T> | [T[K] | Make<T[K], F & T>, FixtureOptions] } & Values<Omit<F, keyof T>>

export interface TestType<F> {
  (title: string, body: Body<F>): void
  only(title: string, body: Body<F>): void
  skip: Marker<F>
  fixme: Marker<F>
  /** Runs it, and says so when it does not fail. */
  fail(title: string, body: Body<F>): void
  describe: typeof describes
  beforeAll: HookDeclaration<{}>
  afterAll: HookDeclaration<{}>
  beforeEach: HookDeclaration<F>
  afterEach: HookDeclaration<F>
  step: typeof step
  /** Sets fixtures and options for the tests of the suite, or of the file, that it stands in. */
  use(values: Values<F>): void
  /** A `test` with more fixtures: values, or functions that make one, call `use` with it, and clean up after that. */
  extend<T extends object = {}>(fixtures: Extension<T, F>): TestType<Omit<F, keyof T> & T>
  /** What this test, or in a suite every test of it, may take in milliseconds; 0 is no limit. */
  setTimeout(milliseconds: number): void
  info(): TestInfo
  expect: typeof expect
}

const use = (layers: readonly Layer[]) => (values: object): void => {
  const target = suite()
  const layer = layerOf(values, trace())
  const known = registryOf(layers)
  const unknown = layer.find(({ name }) => !known.has(name))?.name
  if (unknown) {
    const names = [...known.keys()].sort().join(', ')
    throw new Error(`test.use sets "${unknown}", which is no fixture; there are ${names}. What a phone is like stands in a device file: test.use({ device: 'phone.toml' })`)
  }
  checkLayers([...layers, layer])
  target.layers.push(layer)
}

const extend = (layers: readonly Layer[]) => (fixtures: object): TestType<any> => {
  const extended = [...layers, layerOf(fixtures, trace())]
  checkLayers(extended)
  return testOf(extended)
}

const testOf = (layers: readonly Layer[]): TestType<any> =>
  Object.assign(declare(layers, 'run'), {
    only: declare(layers, 'run', true),
    skip: marker(layers, 'skip'),
    fixme: marker(layers, 'fixme'),
    fail: declare(layers, 'fail'),
    describe: describes,
    beforeAll: hook((suite) => suite.before, 'beforeAll'),
    afterAll: hook((suite) => suite.after, 'afterAll'),
    beforeEach: hook((suite) => suite.beforeEach, 'beforeEach', layers),
    afterEach: hook((suite) => suite.afterEach, 'afterEach', layers),
    step,
    use: use(layers),
    extend: extend(layers),
    setTimeout: (milliseconds: number): void => {
      if (current.test) current.test.setTimeout(milliseconds)
      else suite().timeout = milliseconds
    },
    info: (): TestInfo => running('test.info').info,
    expect,
  })

export const test: TestType<Fixtures> = testOf([base])
