// Locators, texts and values in the words of a failure.
import type { Locator, Step } from '@sampan/driver'

const quoted = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'pattern' in value
    ? `/${String(value.pattern)}/${'flags' in value ? String(value.flags) : ''}`
    : JSON.stringify(value)

const step = (step: Step): string => {
  const [[key, value] = ['', ''], ...rest] = Object.entries(step)
  const options = rest.map(([name, value]) => `${name}: ${quoted(value)}`).join(', ')
  const inner = options ? `${quoted(value)}, { ${options} }` : quoted(value)
  if (key === 'css') return `locator(${inner})`
  if (key === 'nth') return `nth(${inner})`
  if (['role', 'text', 'testId', 'label', 'placeholder'].includes(key)) {
    return `getBy${key[0]!.toUpperCase()}${key.slice(1)}(${inner})`
  }
  return `filter(${JSON.stringify(step)})`
}

/** As one writes it. */
export const nameOf = (locator: Locator): string => locator.steps.map(step).join('.')

export const shown = (value: unknown): string => {
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return JSON.stringify(value) ?? String(value)
}
