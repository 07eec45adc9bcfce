// Questions that only the view can answer, by number: where an element is, how far it has scrolled, whether it can be
// seen. What is asked before the view is there waits for it. For a page that has none, for a node that is not in the
// page, and when the view does not come, everything is nowhere.
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'
import type { Stream } from './stream'

export type Rect = { left: number; top: number; width: number; height: number }
export type ScrollOffset = Record<'scrollLeft' | 'scrollTop' | 'scrollWidth' | 'scrollHeight', number>

export const NOWHERE: Rect = { left: 0, top: 0, width: 0, height: 0 }

/** How long a question waits for its answer, in milliseconds. */
const LIMIT = 5000

interface Question {
  node: MirrorNode
  kind: string
  options: unknown
  answer: (value: never) => void
  /** Answered again and again, until it is withdrawn. */
  isLasting: boolean
}

export class Questions {
  private readonly open = new Map<number, Question>()
  private last = 0

  constructor(private readonly page: Mirror) {}

  /** `more`: how much longer than usual the answer may take, in milliseconds. */
  ask<T>(node: MirrorNode, kind: string, options: unknown, answer: (value: T) => void, otherwise: T, more = 0): void {
    const { stream, expectsView } = this.page
    if (stream ? !stream.knows(node) : !expectsView) {
      this.page.later(() => answer(otherwise), 0)
      return
    }
    const number = this.put({ node, kind, options, answer, isLasting: false })
    this.page.later(() => this.answered(number, otherwise), LIMIT + more)
  }

  /** Waits for the answer; `undefined` when there is no view, when it does not have the node, or when it does not answer. */
  askNow(node: MirrorNode, kind: string, options: unknown): unknown {
    const { stream } = this.page
    if (!stream?.knows(node)) return undefined
    const number = (this.last += 1)
    stream.ask(number, node.number, kind, options)
    return this.page.askNow(stream.flush(), number)
  }

  /** Wants no answer. */
  tell(node: MirrorNode, kind: string, options: unknown): void {
    if (this.page.stream?.knows(node)) this.page.stream.ask(0, node.number, kind, options)
  }

  /** Kept while there is no view: it is asked when one comes. */
  observe(node: MirrorNode, kind: string, options: unknown, listener: (value: unknown) => void): { disconnect(): void } {
    const number = this.put({ node, kind, options, answer: listener, isLasting: true })
    return {
      disconnect: () => {
        if (this.open.delete(number)) this.page.stream?.ask(number, 0, 'end', null)
      },
    }
  }

  private put(question: Question): number {
    const number = (this.last += 1)
    this.open.set(number, question)
    if (this.page.stream) this.send(this.page.stream, number, question)
    return number
  }

  private send(stream: Stream, number: number, { node, kind, options }: Question): void {
    if (stream.knows(node)) stream.ask(number, node.number, kind, options)
  }

  /** A view that was loaded again has forgotten what it was asked. */
  repeat(stream: Stream): void {
    for (const [number, question] of this.open) this.send(stream, number, question)
  }

  answered(number: number, value: unknown): void {
    const question = this.open.get(number)
    if (!question) return
    if (!question.isLasting) this.open.delete(number)
    question.answer(value as never)
  }
}
