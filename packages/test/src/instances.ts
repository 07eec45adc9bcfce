// The fixtures of one test: made when they are first named, torn down in reverse order.
import { waiting } from './deadline'
import { checkNames, type Fixture, type Make, type Registry } from './registry'
import type { TestInfo } from './suite'

interface Instance {
  fixture: Fixture
  value: Promise<unknown>
  /** Lets its function go on after `use`, to its end. */
  end?: () => Promise<void>
}

const misused = (message: string, { stack }: Fixture): Error => {
  const error = new Error(message)
  error.stack = stack
  return error
}

export class Instances {
  private readonly made: Instance[] = []

  constructor(
    private readonly registry: Registry,
    private readonly info: TestInfo,
  ) {}

  /** Makes those that every test has. */
  async begin(): Promise<void> {
    await this.take([...this.registry.values()].filter(({ auto }) => auto).map(({ name }) => name), 'the test')
  }

  /** What somebody wants, by its names. */
  async take(names: readonly string[], what: string): Promise<Record<string, unknown>> {
    checkNames(names, this.registry, what)
    return this.gather(names, [])
  }

  /** What is there is torn down, the last first: one function for each that has something to do. */
  endings(): Array<{ name: string; end: () => Promise<void> }> {
    const ending = this.made.splice(0).reverse()
    return ending.flatMap(({ fixture: { name }, end }) => (end ? [{ name, end }] : []))
  }

  private async gather(names: readonly string[], around: readonly Fixture[]): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {}
    for (const name of names) {
      const inner = around.at(-1)
      // A fixture that names itself means the one that it stands over.
      const fixture = inner?.name === name ? inner.below : this.registry.get(name)
      if (!fixture) throw misused(`the fixture "${name}" wants itself, and there is none below it`, inner!)
      values[name] = await this.valueOf(fixture, around)
    }
    return values
  }

  private async valueOf(fixture: Fixture, around: readonly Fixture[]): Promise<unknown> {
    if (around.includes(fixture)) {
      const names = [...around, fixture].map(({ name }) => name)
      throw misused(`fixtures want each other: ${names.join(' → ')}`, fixture)
    }
    if (typeof fixture.value !== 'function') return fixture.value
    const there = this.made.find((instance) => instance.fixture === fixture)
    if (there) return there.value
    const given = await this.gather(fixture.wants, [...around, fixture])
    const instance: Instance = { fixture, value: Promise.resolve() }
    this.made.push(instance)
    instance.value = waiting({ what: `the fixture "${fixture.name}"`, stack: fixture.stack }, () => this.make(instance, given))
    return instance.value
  }

  /** Comes back when its function has called `use`. */
  private make(instance: Instance, given: Record<string, unknown>): Promise<unknown> {
    const { fixture } = instance
    return new Promise((ready, fail) => {
      let goOn = (): void => {}
      const over = new Promise<void>((resolve) => (goOn = resolve))
      const use = (value: unknown): Promise<void> => {
        if (instance.end) throw misused(`the fixture "${fixture.name}" calls use a second time`, fixture)
        instance.end = () => {
          goOn()
          return ended
        }
        ready(value)
        return over
      }
      const run = async (): Promise<void> => {
        await (fixture.value as Make)(given, use, this.info)
        if (!instance.end) throw misused(`the fixture "${fixture.name}" ended without a call of use`, fixture)
      }
      const ended = run()
      // After `use` it is the tear-down that is told.
      ended.catch(fail)
    })
  }
}
