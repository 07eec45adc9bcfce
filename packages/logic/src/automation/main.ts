// The program driven from outside: each method of the automator's protocol that the logic layer answers (docs/automator.md).
// What only the browser can say is asked of the page's view.
import { emit, host, toJson, wellFormed } from '../host'
import { clearTimer, setTimeout } from '../timers'
import { program } from './program'
import { ofElement } from './element'
import { ofPage } from './page'
import { plain } from './plain'

export type Params = Record<string, unknown>
export type Methods = Record<string, (params: never) => unknown>

/** How long what a method leads to is waited for: a dialog that a person answers is among it. */
const LIMIT = 120_000

const methods = new Map<string, (params: Params) => unknown>()
for (const [domain, all] of Object.entries({ App: program, Page: ofPage, Element: ofElement }) as [string, Methods][]) {
  for (const [name, run] of Object.entries(all)) methods.set(`${domain}.${name}`, run as (params: Params) => unknown)
}

export function automate(id: number, method: string, params: Params): void {
  const run = methods.get(method)
  if (!run) return answer(id, null, `${method} is no method that a mini program answers`)
  let value: unknown
  try {
    value = run(params)
  } catch (error) {
    return answer(id, null, words(error))
  }
  if (value instanceof Promise) settle(id, method, value)
  else answer(id, value, null)
}

function settle(id: number, method: string, promise: Promise<unknown>): void {
  let isAnswered = false
  const once = (value: unknown, error: string | null) => {
    if (isAnswered) return
    isAnswered = true
    clearTimer(limit)
    answer(id, value, error)
  }
  const limit = setTimeout(() => once(null, `${method} has waited ${LIMIT / 1000} s for an answer of the program`), LIMIT)
  promise.then(
    (value) => once(value, null),
    (error: unknown) => once(null, words(error)),
  )
}

function answer(id: number, value: unknown, error: string | null): void {
  if (error !== null) return emit({ kind: 'automated', id, error: wellFormed(error) })
  host.emit(`{"kind":"automated","id":${id},"result":${toJson(plain(value))}}`)
}

/** What went wrong: an `errMsg`, an error, or whatever was thrown. */
function words(error: unknown): string {
  if (error !== null && typeof error === 'object') {
    const { errMsg, message } = error as { errMsg?: unknown; message?: unknown }
    if (typeof errMsg === 'string') return errMsg
    if (error instanceof Error) return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
    if (typeof message === 'string') return message
  }
  return typeof error === 'string' ? error : toJson(plain(error))
}
