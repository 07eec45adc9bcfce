// Values as a person reads them in a console: strings plain, objects much like JSON, cycles cut.
import { host } from './host'

interface Limits {
  depth: number
  entries: number
}

const WHOLE: Limits = { depth: 6, entries: 100 }
const SHORT: Limits = { depth: 3, entries: 20 }

/** As a line of the console: strings plain. */
export function show(value: unknown): string {
  return typeof value === 'string' ? value : inner(value, [], WHOLE)
}

/** As the value of an expression: strings quoted, objects short. */
export function preview(value: unknown): string {
  return inner(value, [], SHORT)
}

function inner(value: unknown, above: object[], limits: Limits): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'bigint':
      return `${value}n`
    case 'function':
      return `[Function: ${value.name || 'anonymous'}]`
    case 'object':
      return value === null ? 'null' : object(value, above, limits)
    default:
      return String(value)
  }
}

function object(value: object, above: object[], limits: Limits): string {
  if (above.includes(value)) return '[Circular]'
  if (value instanceof Error) return error(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Promise) return 'Promise {}'
  if (above.length >= limits.depth) return Array.isArray(value) ? '[…]' : '{…}'
  const path = [...above, value]
  const list = <T>(items: T[], text: (item: T) => string) => shown(items, text, limits.entries).join(',')
  const below = (item: unknown) => inner(item, path, limits)
  if (Array.isArray(value)) return `[${list([...value], below)}]`
  if (value instanceof Map) return `Map {${list([...value], ([k, v]) => `${below(k)} => ${below(v)}`)}}`
  if (value instanceof Set) return `Set {${list([...value], below)}}`
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${value.constructor.name} (${value.byteLength} bytes)`
  return `{${list(Object.keys(value), (key) => `${JSON.stringify(key)}:${member(value, key, below)}`)}}`
}

function shown<T>(items: T[], text: (item: T) => string, entries: number): string[] {
  const texts = items.slice(0, entries).map(text)
  if (items.length > entries) texts.push(`… ${items.length - entries} more`)
  return texts
}

/** A getter of the program may throw; a console line must not. */
function member(value: object, key: string, text: (item: unknown) => string): string {
  try {
    return text((value as Record<string, unknown>)[key])
  } catch {
    return '[Getter threw]'
  }
}

function error(value: Error): string {
  const stack = host.stack(String(value.stack))
  const head = `${value.name}: ${value.message}`
  return stack ? `${head}\n${stack}` : head
}
