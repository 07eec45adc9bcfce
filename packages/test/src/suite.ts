// What a file has declared: suites in suites, tests, and hooks. Declaring runs nothing.
import type { Fixtures } from './fixtures'
import { host, type Place } from './host'
import { type Layer, type Registry, registryOf } from './registry'

export type Body<F = Fixtures> = (fixtures: F, info: TestInfo) => unknown
export type Mode = 'run' | 'skip' | 'fixme' | 'fail'

/** What a test may ask about itself. */
export interface TestInfo {
  /** Of the suites around it and of itself, outermost first. */
  readonly titlePath: readonly string[]
  readonly title: string
  readonly file: string
  readonly line: number
  /** 0 for the first try. */
  readonly retry: number
}

export interface Hook {
  body: Body<any>
  /** The fixtures that it names. */
  wants: string[]
  title: string
  stack: string
}

export class Suite {
  readonly items: Array<Suite | Test> = []
  readonly before: Hook[] = []
  readonly after: Hook[] = []
  readonly beforeEach: Hook[] = []
  readonly afterEach: Hook[] = []
  mode: Mode = 'run'
  reason = ''
  only = false
  timeout: number | undefined
  retries: number | undefined
  /** After a failure the tests that are left in it are not run, and it is tried again as a whole. */
  isSerial = false
  /** Of `test.use`. */
  readonly layers: Layer[] = []

  constructor(
    readonly title: string,
    readonly parent: Suite | undefined,
  ) {}

  /** From the outermost to this one. */
  get chain(): Suite[] {
    return [...(this.parent?.chain ?? []), this]
  }
}

export class Test {
  readonly place: Place

  constructor(
    readonly title: string,
    readonly parent: Suite,
    readonly body: Body<any>,
    /** The fixtures that it names. */
    readonly wants: string[],
    /** Those that it was declared with. */
    private readonly layers: readonly Layer[],
    readonly mode: Mode,
    readonly only: boolean,
    stack: string,
  ) {
    this.place = host().place(stack)
  }

  get titles(): string[] {
    return [...this.parent.chain.map((suite) => suite.title).slice(1), this.title]
  }

  /** The strongest of what it and the suites around it say. */
  get effectiveMode(): Mode {
    const modes = [this.mode, ...this.parent.chain.map((suite) => suite.mode)]
    return modes.find((mode) => mode === 'skip') ?? modes.find((mode) => mode === 'fixme') ?? this.mode
  }

  get reason(): string {
    return this.parent.chain.map((suite) => suite.reason).find((reason) => reason !== '') ?? ''
  }

  get timeout(): number {
    return this.parent.chain.findLast((suite) => suite.timeout !== undefined)?.timeout ?? host().settings.timeout
  }

  /** How often it is tried again; undefined where the run says so. */
  get retries(): number | undefined {
    return this.parent.chain.findLast((suite) => suite.retries !== undefined)?.retries
  }

  /** The outermost suite around it whose tests belong together. */
  get serial(): Suite | undefined {
    return this.parent.chain.find((suite) => suite.isSerial)
  }

  get registry(): Registry {
    const known = registryOf(this.layers)
    // A file may use fixtures that only some of its tests have.
    const used = this.parent.chain.flatMap((suite) => suite.layers).map((layer) => layer.filter(({ name }) => known.has(name)))
    return registryOf([...this.layers, ...used])
  }
}

const file = new Suite('', undefined)
let open = file
let isDeclaring = true

export const suite = (): Suite => {
  if (!isDeclaring) throw new Error('tests, suites and hooks are declared while the file loads, not while a test runs')
  return open
}

/** The file has loaded. */
export const closeDeclarations = (): void => {
  isDeclaring = false
}

export const within = (inner: Suite, declare: () => unknown): void => {
  const outer = suite()
  outer.items.push(inner)
  open = inner
  try {
    const result = declare()
    if (result instanceof Promise) {
      throw new Error(`test.describe("${inner.title}") got an async function; it declares tests and cannot wait`)
    }
  } finally {
    open = outer
  }
}

const inside = (suite: Suite): Test[] => suite.items.flatMap((item) => (item instanceof Test ? [item] : inside(item)))

/** All tests, in the order of the file. */
export const tests = (): Test[] => inside(file)
