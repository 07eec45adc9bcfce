// The way to the phone: requests out, answers back. A test has one of its own, which is closed with the test: what an old test
// left running does not reach the phone of the next.
import type { Transport } from '@sampan/driver'

import { waiting } from './deadline'
import { host } from './host'

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

const requests = new Map<number, Waiting>()
let last = 0

export const reply = (id: number, ok: boolean, text: string): void => {
  const request = requests.get(id)
  requests.delete(id)
  if (ok) request?.resolve(JSON.parse(text))
  else request?.reject(new Error(text))
}

export class Channel implements Transport {
  private closed = false

  async send(method: string, params: unknown = {}): Promise<unknown> {
    // After the first wait nobody knows any more who called.
    const stack = String(new Error().stack)
    if (this.closed) throw new Error(`${method}: the test that this phone belonged to is over`)
    const id = ++last
    const answer = new Promise<unknown>((resolve, reject) => {
      requests.set(id, { resolve, reject })
    })
    const text = JSON.stringify(params)
    host().send(id, method, text, stack)
    try {
      return await waiting({ what: describe(method, text), stack, mayBeLeft: WAITS.test(method) }, () => answer)
    } catch (error) {
      if (error instanceof Error) error.stack = stack
      throw error
    }
  }

  /** The host says nothing unasked to a spec. */
  onEvent(): void {}

  close(): void {
    this.closed = true
  }
}

/** Those that only wait: `Locator.waitFor`, `Prompt.wait` …. */
const WAITS = /\.wait(For)?$/

const SHOWN = 200

const describe = (method: string, params: string): string =>
  params === '{}' ? method : `${method} ${params.length > SHOWN ? `${params.slice(0, SHOWN)}…` : params}`
