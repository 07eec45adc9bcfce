// What `this.animate` has done to a page's nodes: a view that is loaded again shows them as they ended.
import type { MirrorNode } from './mirror_node'
import type { Stream } from './stream'

type Motion = [kind: 'animate' | 'clearAnimation', options: unknown]

/** More of one node are not kept: the last ones say how it looks. */
const MOST = 50

export class Motions {
  private readonly kept = new Map<MirrorNode, Motion[]>()

  /** `options` as the view gets them: of `animate` frames, duration and scroll timeline, of `clearAnimation` names or null. */
  add(node: MirrorNode, kind: string, options: unknown): void {
    if (kind === 'clearAnimation' && options === null) return this.forget(node)
    this.kept.set(node, [...(this.kept.get(node) ?? []), [kind, options] as Motion].slice(-MOST))
  }

  forget(node: MirrorNode): void {
    this.kept.delete(node)
  }

  repeat(stream: Stream): void {
    for (const [node, motions] of this.kept) {
      if (stream.knows(node)) for (const [kind, options] of motions) stream.ask(0, node.number, kind, kind === 'animate' ? atOnce(options) : options)
    }
  }
}

/** What scrolling moves has no time. */
function atOnce(options: unknown): unknown {
  const [frames, , timeline] = options as [unknown, number, unknown]
  return [frames, 0, timeline]
}
