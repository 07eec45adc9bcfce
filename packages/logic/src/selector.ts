// What queries can be asked beyond what glass-easel's adapter knows: `node`, `context`, `computedStyle`, and properties of
// built-ins (WeChat documentation). And what a selector may be: one that is none is told.
import * as glassEasel from 'glass-easel'
import { contextOf, nodeOf } from './contexts'
import { host } from './host'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

type Fields = Record<string, unknown> & { properties?: string[]; computedStyle?: string[] }
type Result = Record<string, unknown> | null

interface Request {
  component: { _$: { getShadowRoot(): Root | null; getBackendContext(): unknown } }
  selector: string | null
  single: boolean
  fields: Fields
  cb: (result: unknown) => void
}

interface Root {
  querySelectorAll(selector: string): { getBackendElement(): unknown }[]
}

interface Reference {
  fields(fields: Fields, done?: (result: unknown) => void): unknown
  node?(done?: (result: unknown) => void): unknown
}

const EXTRA = ['node', 'context', 'computedStyle', 'properties']
const prepared = new WeakSet<Request>()
/** A program that makes its selectors up is told so many times. */
const LIMIT = 100
const told = new Set<string>()

/** Marked internal in the adapter: what a query is to find out. */
interface Internals {
  _$queue: Request[]
  select(selector: string): object
  selectAll(selector: string): object
  exec(done?: (results: unknown[]) => void): unknown
}

/** Of the adapter's: what has methods that take selectors. Neither factory looks at its component. */
interface Factories {
  createSelectorQuery(): object
  createIntersectionObserver(): object
}

/** `caller`: the prototype of pages and components. The adapter exports no other class, so instances lead to theirs. */
export function setUpSelectors(caller: object): void {
  const query = (caller as Factories).createSelectorQuery()
  const prototype = Object.getPrototypeOf(query) as Internals
  extendQueries(prototype)
  telling(caller, 'selectComponent', 'selectAllComponents', 'animate', 'clearAnimation')
  telling(prototype, 'select', 'selectAll')
  telling(Object.getPrototypeOf((caller as Factories).createIntersectionObserver()) as object, 'observe', 'relativeTo')
}

/** Has methods whose first parameter is a selector tell when it is none. */
function telling(prototype: object, ...names: string[]): void {
  const methods = prototype as Record<string, (this: unknown, selector: unknown, ...rest: unknown[]) => unknown>
  for (const name of names) {
    const original = methods[name]!
    methods[name] = function (selector, ...rest) {
      tellUnknown(selector)
      return original.call(this, selector, ...rest)
    }
  }
}

function extendQueries(prototype: Internals): void {
  // `select(…).node()`, which the adapter does not have.
  const reference = Object.getPrototypeOf(prototype.select('*')) as Reference
  reference.node = function (done) {
    return this.fields({ node: true }, done)
  }
  const original = prototype.exec
  prototype.exec = function (done) {
    const requests = this._$queue.filter((request) => request.selector !== null && EXTRA.some((name) => request.fields[name]))
    let left = 1
    const ready = (): void => {
      left -= 1
      if (left === 0) original.call(this, done)
    }
    for (const request of requests) {
      const extras = prepare(request)
      for (const [mirror, node, extra] of extras) {
        const names = request.fields.computedStyle
        if (!Array.isArray(names)) continue
        left += 1
        mirror.questions.ask<Result>(node, 'computed', names, (style) => {
          Object.assign(extra, style)
          ready()
        }, {})
      }
    }
    ready()
    return this
  }
}

/** Tells of a selector, or a part of one between commas, that finds nothing because it is none, once. */
export function tellUnknown(selector: unknown): void {
  for (const part of String(selector ?? '').split(',')) {
    const text = part.trim()
    if (text === '' || told.has(text) || told.size >= LIMIT || !new glassEasel.ParsedSelector(text).isEmpty()) continue
    told.add(text)
    host.console(
      'warn',
      `the selector "${text}" finds nothing: a selector is made of #id and .class, with a space, > or >>> between them (WeChat documentation)`,
      String(new Error().stack),
    )
  }
}

/** Has the extra members put into the results before the program sees them; they may still be filled until then. */
function prepare(request: Request): [Mirror, MirrorNode, Record<string, unknown>][] {
  const mirror = request.component._$.getBackendContext() as Mirror
  const elements = request.component._$.getShadowRoot()?.querySelectorAll(request.selector!) ?? []
  const nodes = (request.single ? elements.slice(0, 1) : elements).map((element) => element.getBackendElement() as MirrorNode)
  const extras = nodes.map((node): [Mirror, MirrorNode, Record<string, unknown>] => [mirror, node, extraOf(mirror, node, request.fields)])
  if (prepared.has(request)) return extras
  prepared.add(request)
  const { cb } = request
  request.cb = (result) => {
    const results = (request.single ? [result] : (result as Result[])) as Result[]
    results.forEach((one, index) => one && Object.assign(one, extras[index]?.[2]))
    cb(result)
  }
  // The adapter would ask for a context itself.
  request.fields = { ...request.fields, context: false }
  return extras
}

function extraOf(mirror: Mirror, node: MirrorNode, { node: wantsNode, context, properties }: Fields): Record<string, unknown> {
  const extra: Record<string, unknown> = {}
  if (wantsNode) extra.node = nodeOf(mirror, node)
  if (context) extra.context = contextOf(mirror, node)
  for (const name of properties ?? []) {
    const value = node.attributes.get(name) ?? node.attributes.get(dashed(name))
    if (value !== undefined) extra[name] = value
  }
  return extra
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
