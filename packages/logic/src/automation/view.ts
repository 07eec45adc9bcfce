// What only the page's view can say or do, as promises.
import type { Mirror } from '../mirror'
import type { MirrorNode } from '../mirror_node'

interface Answer {
  ok?: unknown
  error?: string
}

/** `packages/wxml/src/automate.ts` has the names. */
export function askView(mirror: Mirror, node: MirrorNode, name: string, args: unknown[]): Promise<unknown> {
  return ask(mirror, node, 'automate', [name, args])
}

/** A method of a built-in component. */
export function act(mirror: Mirror, node: MirrorNode, method: string, args: unknown[]): Promise<unknown> {
  return ask(mirror, node, 'act', [method, args])
}

function ask(mirror: Mirror, node: MirrorNode, kind: string, options: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const hidden: Answer = { error: 'the page is not shown, or the element is not in it' }
    const done = ({ ok, error }: Answer): void => (error === undefined ? resolve(ok) : reject(new Error(error)))
    mirror.questions.ask<Answer | null>(node, kind, options, (answer) => done(answer ?? hidden), hidden)
  })
}
