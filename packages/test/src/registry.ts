// What fixtures there are: layers of them, of `test.extend` and `test.use`, each over the one before.
import { namesIn } from './parameters'
import type { TestInfo } from './suite'

export interface FixtureOptions {
  /** A value that `test.use` is meant to set. */
  option?: boolean
  /** Made for every test, whether it names it or not. */
  auto?: boolean
  scope?: 'test'
}

export type Make<T = unknown, All = any> = (fixtures: All, use: (value: T) => Promise<void>, info: TestInfo) => unknown

/** A fixture as a layer has it. */
export interface Declared {
  name: string
  /** A function makes it; anything else is it. */
  value: unknown
  /** What its function wants. */
  wants: string[]
  /** Of an option that is set, unknown. */
  auto: boolean | undefined
  stack: string
}

export type Layer = Declared[]

/** A fixture with the one of the same name below it. */
export interface Fixture extends Declared {
  below: Fixture | undefined
}

export type Registry = Map<string, Fixture>

const OPTIONS = ['option', 'auto', 'scope']

/** `[value, { option: true }]` */
const isPair = (given: unknown): given is [unknown, Record<string, unknown>] => {
  if (!Array.isArray(given) || given.length !== 2) return false
  const second: unknown = given[1]
  return typeof second === 'object' && second !== null && [...OPTIONS, 'timeout', 'title', 'box'].some((key) => key in second)
}

const check = (name: string, options: Record<string, unknown>): void => {
  if (options['scope'] === 'worker') {
    throw new Error(`the fixture "${name}" cannot have the scope "worker": each test has a phone of its own, and a fixture with it`)
  }
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key))
  if (unknown) throw new Error(`the fixture "${name}" has the option "${unknown}"; there are ${OPTIONS.join(', ')}`)
}

export const layerOf = (given: object, stack: string): Layer =>
  Object.entries(given).map(([name, entry]) => {
    const [value, options]: [unknown, Record<string, unknown>] = isPair(entry) ? entry : [entry, {}]
    check(name, options)
    const wants = typeof value === 'function' ? namesIn(value as Make, `the fixture "${name}"`) : []
    return { name, value, wants, auto: options['auto'] as boolean | undefined, stack }
  })

export const registryOf = (layers: readonly Layer[]): Registry => {
  const registry: Registry = new Map()
  for (const fixture of layers.flat()) {
    const below = registry.get(fixture.name)
    registry.set(fixture.name, { ...fixture, auto: fixture.auto ?? below?.auto, below })
  }
  return registry
}

/** Every one of these must be there; `what` wants them. */
export const checkNames = (names: readonly string[], registry: Registry, what: string): void => {
  const missing = names.find((name) => !registry.has(name))
  if (missing !== undefined) {
    throw new Error(`${what} wants "${missing}", which is no fixture of this test; there are ${[...registry.keys()].sort().join(', ')}`)
  }
}

export const checkLayers = (layers: readonly Layer[]): void => {
  const registry = registryOf(layers)
  for (const { name, wants } of layers.at(-1) ?? []) checkNames(wants, registry, `the fixture "${name}"`)
}
