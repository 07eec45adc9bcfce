// `console`: lines for the report.
import { stringify } from '@vitest/utils/display'

import { host } from './host'

type Level = 'debug' | 'log' | 'info' | 'warn' | 'error'

const text = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value.name}: ${value.message}\n${host().readable(String(value.stack))}`.trimEnd()
  return stringify(value)
}

const writer =
  (level: Level) =>
  (...values: unknown[]): void =>
    host().print(level, values.map(text).join(' '))

export const console = {
  debug: writer('debug'),
  log: writer('log'),
  info: writer('info'),
  warn: writer('warn'),
  error: writer('error'),
  dir: (value: unknown): void => writer('log')(value),
  table: (value: unknown): void => writer('log')(value),
  trace: writer('debug'),
  assert: (condition: unknown, ...values: unknown[]): void => {
    if (!condition) writer('error')('Assertion failed', ...values)
  },
}
