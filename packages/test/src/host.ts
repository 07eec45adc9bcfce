// What the runner in `crates/spec` gives to this side, and what a run is set to. Its counterpart there is `host.rs`.

export interface Host {
  readonly settings: Settings
  /** Milliseconds since the file began to load. */
  now(): number
  /** `stack` tells where in the spec it was asked. */
  send(id: number, method: string, params: string, stack: string): void
  /** A step begins and ends; what is sent between belongs to it. */
  enter(title: string, stack: string): void
  leave(error?: string): void
  /** Tells what the last command has led to. */
  done(result: string): void
  /** From now on JavaScript has this long, of a limit that is told; who does not pause is stopped then. */
  allow(milliseconds: number, limit: number): void
  print(level: string, text: string): void
  /** The innermost frame in the person's own files. */
  place(stack: string): Place
  /** The frames in the person's own files. */
  readable(stack: string): string
}

export interface Settings {
  /** What a test may take, in milliseconds; 0 is no limit. */
  timeout: number
  /** What a matcher may wait. */
  expectTimeout: number
}

/** Line and column count from 1. An unknown place has an empty file. */
export interface Place {
  file: string
  line: number
  column: number
}

let current: Host | undefined

export const setHost = (host: Host): void => {
  current = host
}

export const host = (): Host => {
  if (!current) throw new Error('a spec is run by `sampan test`; on its own it has no phone')
  return current
}
