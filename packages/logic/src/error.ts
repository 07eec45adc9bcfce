// Uncaught errors: what they are told as, and the program's own hooks for them.
import { host, wellFormed, type Fault } from './host'
import { show } from './show'

/** A source file that cannot be used; it knows its own position. */
export class FileError extends SyntaxError {
  constructor(readonly fault: Fault) {
    super(fault.text.replace(/^SyntaxError: /, ''))
    this.name = 'SyntaxError'
  }
}

let onError: ((message: string) => void) | undefined

/** Who else hears of errors: `App.onError`. */
export function setErrorHook(hook: (message: string) => void): void {
  onError = hook
}

let explainDepth = (): string => ''

/** What may have gone too deep, beside the program's own functions. */
export function setDepthExplanation(explain: () => string): void {
  explainDepth = explain
}

/** No function of the program on the way down, as far as the stack is told. */
function ofData(error: unknown): string {
  const isProgram = host.stack(String((error as Error).stack)) !== ''
  return isProgram ? '' : '; it may be data that holds itself, or that is nested thousands deep'
}

function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

export function textOf(error: unknown): string {
  if (error instanceof Error) return wellFormed(`${error.name}: ${error.message}`)
  return wellFormed(`uncaught ${show(error)}`)
}

/** The framework tells some of its errors and throws them as well; each is reported once a turn. */
let told: unknown[] = []

export function forgetTold(): void {
  told = []
}

/** Reports an uncaught error, then tells the program. `prefix` says how it came to be. */
export function report(error: unknown, prefix = ''): void {
  if (error instanceof Error) {
    if (told.includes(error)) return
    told.push(error)
  }
  const text = prefix + textOf(error) + (isTooDeep(error) ? explainDepth() || ofData(error) : '')
  if (error instanceof FileError) {
    const { source, line, column } = error.fault
    host.errorAt(text, source, line, column)
  } else {
    host.error(text, error instanceof Error ? String(error.stack) : '')
  }
  if (!onError) return
  try {
    onError(error instanceof Error ? `${text}\n${host.stack(String(error.stack))}` : text)
  } catch (second) {
    // Not through `report`: a hook that always throws would call itself for ever.
    host.error(textOf(second), second instanceof Error ? String(second.stack) : '')
  }
}

/** Calls code of the program; what it throws is reported and does not stop the host's own work. */
export function guarded<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    report(error)
    return undefined
  }
}
