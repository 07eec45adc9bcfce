// Values as a person reads them in a console: strings plain, objects much like JSON, cycles cut.
import { host } from './host'

const DEPTH = 6
const ENTRIES = 100

export function show(value: unknown): string {
  return typeof value === 'string' ? value : inner(value, [])
}

function inner(value: unknown, above: object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'bigint':
      return `${value}n`
    case 'function':
      return `[Function: ${value.name || 'anonymous'}]`
    case 'object':
      return value === null ? 'null' : object(value, above)
    default:
      return String(value)
  }
}

function object(value: object, above: object[]): string {
  if (above.includes(value)) return '[Circular]'
  if (value instanceof Error) return error(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Promise) return 'Promise {}'
  if (above.length >= DEPTH) return Array.isArray(value) ? '[…]' : '{…}'
  const path = [...above, value]
  if (Array.isArray(value)) return `[${list([...value], (item) => inner(item, path)).join(',')}]`
  if (value instanceof Map) return `Map {${list([...value], ([k, v]) => `${inner(k, path)} => ${inner(v, path)}`).join(',')}}`
  if (value instanceof Set) return `Set {${list([...value], (item) => inner(item, path)).join(',')}}`
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${value.constructor.name} (${value.byteLength} bytes)`
  return `{${list(Object.keys(value), (key) => `${JSON.stringify(key)}:${member(value, key, path)}`).join(',')}}`
}

function list<T>(items: T[], text: (item: T) => string): string[] {
  const shown = items.slice(0, ENTRIES).map(text)
  if (items.length > ENTRIES) shown.push(`… ${items.length - ENTRIES} more`)
  return shown
}

/** A getter of the program may throw; a console line must not. */
function member(value: object, key: string, path: object[]): string {
  try {
    return inner((value as Record<string, unknown>)[key], path)
  } catch {
    return '[Getter threw]'
  }
}

function error(value: Error): string {
  const stack = host.stack(String(value.stack))
  const head = `${value.name}: ${value.message}`
  return stack ? `${head}\n${stack}` : head
}
