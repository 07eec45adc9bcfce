// What a file has declared: suites in suites, tests, and hooks. Declaring runs nothing.
import type { Fixtures } from './fixtures'
import { host, type Place } from './host'

export type Body = (fixtures: Fixtures, info: TestInfo) => unknown
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
  body: Body
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
    readonly body: Body,
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
    const own = this.parent.chain.map((suite) => suite.timeout).filter((timeout) => timeout !== undefined)
    return own.at(-1) ?? host().settings.timeout
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
