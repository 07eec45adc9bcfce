// The functions that the Rust side gives (crates/logic/src/host.rs), typed, and reachable from everywhere.

/** One function of `wx`, as the API table has it. */
export interface Api {
  name: string
  sync_twin: { name: string; params: string[]; result: string } | null
  /** Whether the function gives its answer as return value: never, always, or when its option `sync` is true. */
  returns: 'never' | 'always' | 'whenAsked' | 'listener'
  /** What the function returns while it runs: what it tells, its methods with the interfaces behind them, its last event. */
  task: { events: string[]; methods: [name: string, api: string][]; last: string | null } | null
}

/** A position in a file of the mini program. */
export interface Fault {
  text: string
  source: string
  line: number
  column: number
}

/** What became of a source file. */
export interface LoadedFile {
  json?: string | null
  run?: (...args: unknown[]) => void
  error?: Fault
}

export type Report =
  | { kind: 'launched' }
  | { kind: 'launchFailed'; reason: string }
  | { kind: 'call'; id: number; name: string; args: unknown }
  | { kind: 'webView'; page: number; webView: { src: string; listeners: string[] } | null }
  | { kind: 'wantsView'; page: number }
  | { kind: 'shared'; page: number; result: unknown }
  | { kind: 'exitState'; url: string; data: unknown; until: number | null }
  | { kind: 'ran'; id: number; value: string | null; error: string | null }
  | { kind: 'automated'; id: number; error: string }
  | { kind: 'mocked'; names: string[] }

interface RustHost {
  apis: Api[]
  tabs: string[]
  /** The mini program draws its tabBar itself. */
  customTabBar: boolean
  /** The origin on which the program's own files and temporary files stand. */
  localOrigin: string
  /** Where the independent subpackages are, each with a slash at its end. */
  independent: string[]
  /** The page that opens first is in one of them: `app.js` waits until another one opens. */
  startsAlone: boolean
  /** How built-ins look: `v2`, `dark`; docs/view.md. */
  looks: string[]
  /** Which run of the program in this session it is. */
  generation: number
  now(): number
  emit(report: string): void
  view(page: number, operations: string): void
  /** Sends operations and waits for the answer to a question among them: JSON, or nothing when there is none. */
  askView(page: number, operations: string, question: number): string
  callSync(name: string, args: string): string
  console(level: string, text: string, stack: string): void
  error(text: string, stack: string): void
  /** Something looked for a name that `wx` does not have. */
  missing(name: string, stack: string): void
  toBase64(buffer: ArrayBuffer): string
  fromBase64(text: string): ArrayBuffer
  errorAt(text: string, source: string, line: number, column: number): void
  stack(stack: string): string
  resolve(from: string, request: string): string | null
  load(file: string): LoadedFile
  template(path: string): Record<string, unknown> | null
  /** Where the compiled style sheet stands; empty when there is none. */
  style(path: string, scope: string | null): string
  styleScope(path: string): string
  component(path: string): string
  evaluate(script: string, awaits: boolean): unknown
  toBase64(buffer: ArrayBuffer): string
  fromBase64(text: string): ArrayBuffer
}

export let host: RustHost

export function setHost(given: RustHost): void {
  host = given
}

export type { RustHost }

/** A text that survives the way to Rust: half a surrogate pair has no UTF-8. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed()
}

/** JSON for Rust. Throws what `JSON.stringify` throws (cycles, BigInt). */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null'
  if (!/\\ud[89a-f]/i.test(json)) return json
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? wellFormed(inner) : inner))
}

export function emit(report: Report): void {
  host.emit(toJson(report))
}
