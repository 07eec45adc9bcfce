// `console`: one event a line, with the position of the caller.
import { host, wellFormed } from './host'
import { show } from './show'

type Level = 'debug' | 'log' | 'info' | 'warn' | 'error'

let listener: ((level: Level, values: unknown[]) => void) | null = null

/** Who else hears of lines, with the values as they are. */
export function setConsoleListener(heard: typeof listener): void {
  listener = heard
}

function write(level: Level, values: unknown[]): void {
  listener?.(level, values)
  host.console(level, wellFormed(values.map(show).join(' ')), String(new Error().stack))
}

const counts = new Map<string, number>()
const times = new Map<string, number>()

function elapsed(label: string): string {
  const start = times.get(label)
  return start === undefined ? `${label}: no such timer` : `${label}: ${(host.now() - start).toFixed(3)} ms`
}

export const console = {
  debug: (...values: unknown[]) => write('debug', values),
  log: (...values: unknown[]) => write('log', values),
  info: (...values: unknown[]) => write('info', values),
  warn: (...values: unknown[]) => write('warn', values),
  error: (...values: unknown[]) => write('error', values),
  dir: (value: unknown) => write('log', [value]),
  table: (value: unknown) => write('log', [value]),
  trace: (...values: unknown[]) => write('debug', values),
  group: (...values: unknown[]) => write('log', values),
  groupCollapsed: (...values: unknown[]) => write('log', values),
  groupEnd: () => {},
  assert: (condition: unknown, ...values: unknown[]) => {
    if (!condition) write('error', ['Assertion failed', ...values])
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    write('log', [`${label}: ${counts.get(label)}`])
  },
  time: (label = 'default') => {
    times.set(label, host.now())
  },
  timeLog: (label = 'default') => write('log', [elapsed(label)]),
  timeEnd: (label = 'default') => {
    write('log', [elapsed(label)])
    times.delete(label)
  },
}
