// Values as JSON can carry them, whatever they are: cycles are cut, functions become a text.

const DEPTH = 50

export function plain(value: unknown, above: object[] = []): unknown {
  switch (typeof value) {
    case 'function':
      return `[Function ${value.name || 'anonymous'}]`
    case 'bigint':
    case 'symbol':
      return String(value)
    case 'object':
      return value === null ? null : ofObject(value, above)
    default:
      return value
  }
}

function ofObject(value: object, above: object[]): unknown {
  if (above.includes(value)) return '[Circular]'
  if (above.length >= DEPTH) return '[…]'
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (value instanceof RegExp) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  const path = [...above, value]
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)]
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return Array.from(value as unknown as unknown[], (item) => plain(item, path))
  }
  if (value instanceof Map) return [...value].map((entry) => plain(entry, path))
  if (value instanceof Set) return [...value].map((item) => plain(item, path))
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return plain(toJSON.call(value), path)
  return Object.fromEntries(Object.keys(value).map((key) => [key, plain(member(value, key), path)]))
}

/** A getter of the program may throw. */
function member(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch (error) {
    return `[${String(error)}]`
  }
}
