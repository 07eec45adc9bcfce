// A line of a console: run in the mini program's global scope, and its value as a console shows it.
import { emit, host, wellFormed } from './host'
import { preview, show } from './show'
import { clearTimer, setTimeout } from './timers'

/** How long the promise that a line leads to is waited for. */
const PROMISE_LIMIT = 5000

export function runLine(id: number, script: string): void {
  let value: unknown
  try {
    value = evaluate(script)
  } catch (error) {
    return ran(id, null, thrown(error))
  }
  if (value instanceof Promise) awaitLine(id, value)
  else ran(id, preview(value), null)
}

function evaluate(script: string): unknown {
  const line = isObject(script) ? `(${script}\n)` : script
  if (!/\bawait\b/.test(line)) return host.evaluate(line, false)
  // QuickJS wraps the value, so that a promise among the values is not awaited unasked.
  return (host.evaluate(line, true) as Promise<{ value: unknown }>).then((done) => done.value)
}

/** `{a: 1}` would be a block with a label. */
function isObject(script: string): boolean {
  if (!/^\s*\{[^]*\}\s*$/.test(script)) return false
  try {
    new Function(`return async () => (${script}\n)`)
    return true
  } catch {
    return false
  }
}

function awaitLine(id: number, promise: Promise<unknown>): void {
  let isAnswered = false
  const answer = (value: string | null, error: string | null) => {
    if (isAnswered) return
    isAnswered = true
    clearTimer(limit)
    ran(id, value, error)
  }
  const limit = setTimeout(
    () => answer(`Promise {<pending>} (waited ${PROMISE_LIMIT / 1000} s for it)`, null),
    PROMISE_LIMIT,
  )
  promise.then(
    (value) => answer(preview(value), null),
    (error: unknown) => answer(null, thrown(error)),
  )
}

function thrown(error: unknown): string {
  return `Uncaught ${error instanceof Error ? show(error) : preview(error)}`
}

function ran(id: number, value: string | null, error: string | null): void {
  emit({ kind: 'ran', id, value: value && wellFormed(value), error: error && wellFormed(error) })
}
