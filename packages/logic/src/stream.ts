// The operations that a view needs to follow the mirror, one batch a turn.
//
// What keeps them few: a subtree that is built outside the page is told when its root comes into it, each node by one
// operation; an element's properties are read when the batch is written, so all that is set in the same turn as the
// element is made with it, and of a later change only the last value goes out.
import { Op, type Operation } from './operations'
import { change, toText, writeNew, type Part } from './writing'
import { host, wellFormed } from './host'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

/** Batches of all pages are counted together; so a node knows by a number whether this view was told of it. */
let batches = 0

export class Stream {
  private readonly firstBatch = ++batches
  private batch = ++batches
  /** What is to be done, with which node, below which one and before which number. In one list: there are thousands. */
  private placements: (MirrorNode | number | null)[] = []
  /** Where in this batch nodes were taken away, and from whom. */
  private removals = new Map<MirrorNode, { index: number; from: MirrorNode }>()
  /** What makes trees that are complete and in the page only later in this turn. */
  private ahead: string[] = []
  private changes = new Map<MirrorNode, Set<Part>>()
  private questions: Operation[] = []
  private sheets: Operation[] = []
  private freed: number[] = []
  private readonly nodes = new Map<number, MirrorNode>()
  private readonly wanted = new Set<string>()
  private wants: Operation[] = []
  private isStart = true

  private readonly start: Operation

  constructor(private readonly root: MirrorNode) {
    const look = host.looks.length > 0 ? { ...root.page.look, built: host.looks } : root.page.look
    this.start = Object.keys(look).length > 0 ? [Op.Start, look] : [Op.Start]
    root.toldIn = this.firstBatch
    this.nodes.set(root.number, root)
  }

  /** A node that the view names. */
  node(number: number): MirrorNode | undefined {
    return this.nodes.get(number)
  }

  knows(node: MirrorNode): boolean {
    return node.toldIn >= this.firstBatch
  }

  // --- what happens to the tree

  /** The node stands somewhere else now, or for the first time. */
  placed(node: MirrorNode): void {
    const { parent } = node
    if (!parent || !this.knows(parent)) {
      if (this.knows(node) && node.shownIn) this.taken(node)
      return
    }
    if (!this.knows(node)) return this.tell(node, parent, this.after(node))
    this.forgetRemoval(node, parent)
    this.placements.push(Op.Move, node, parent, this.after(node))
    node.shownIn = parent
  }

  /** A node that is new to the view, with all that is in it: one after the other, so that each comes last. */
  private tell(node: MirrorNode, parent: MirrorNode, before: number): void {
    this.placements.push(node.kind === 'text' ? Op.Text : Op.Element, node, parent, before)
    node.shownIn = parent
    node.toldIn = this.batch
    // A view has nothing to tell of a text.
    if (node.kind === 'text') return
    this.nodes.set(node.number, node)
    this.tellChildren(node)
  }

  /**
   * A new tree that is complete: a row of a list, which comes into the page with all other rows. The view makes it meanwhile;
   * nobody sees it before. Written now it is also still in the processor's cache.
   */
  prepare(root: MirrorNode): void {
    if (this.isStart || this.knows(root)) return
    this.makeAhead(root, 0)
    if (this.ahead.length < PART) return
    this.send(this.ahead)
    this.ahead = []
  }

  private makeAhead(node: MirrorNode, parent: number): void {
    // Not as one of this batch: what changes from now on is told.
    node.toldIn = this.firstBatch
    this.ahead.push(writeNew(node, parent, 0))
    if (node.kind === 'text') return
    this.nodes.set(node.number, node)
    for (let child = node.first; child; child = child.after) this.placeAhead(child, node)
  }

  private placeAhead(child: MirrorNode, parent: MirrorNode): void {
    if (!this.knows(child)) this.makeAhead(child, parent.number)
    // Its being taken away from elsewhere comes first.
    else if (child.shownIn || this.removals.has(child)) return this.placed(child)
    else this.ahead.push(toText([Op.Move, child.number, parent.number, 0]))
    child.shownIn = parent
  }

  tellChildren(parent: MirrorNode): void {
    for (let child = parent.first; child; child = child.after) {
      if (this.knows(child)) this.placed(child)
      else this.tell(child, parent, 0)
    }
  }

  /** What follows it in the view. */
  private after(node: MirrorNode): number {
    let { after } = node
    while (after && !(this.knows(after) && after.shownIn === node.parent)) after = after.after
    return after ? after.number : 0
  }

  taken(node: MirrorNode): void {
    if (!this.knows(node) || !node.shownIn) return
    this.removals.set(node, { index: this.placements.length, from: node.shownIn })
    this.placements.push(Op.Remove, node, null, 0)
    node.shownIn = null
  }

  /** The runtime moves a node by removing and inserting it. */
  private forgetRemoval(node: MirrorNode, parent: MirrorNode): void {
    const taken = this.removals.get(node)
    if (taken?.from === parent && !node.shownIn) this.placements[taken.index] = NEEDLESS
  }

  changed(node: MirrorNode, part: Part): void {
    if (!this.knows(node) || node.toldIn === this.batch) return
    const parts = this.changes.get(node)
    if (parts) parts.add(part)
    else this.changes.set(node, new Set([part]))
  }

  released(node: MirrorNode): void {
    if (!this.knows(node)) return
    this.freed.push(node.number)
    this.nodes.delete(node.number)
    this.changes.delete(node)
  }

  // --- what else the view is to know

  want(type: string): void {
    if (this.wanted.has(type)) return
    this.wanted.add(type)
    this.wants.push([Op.Want, type])
  }

  sheet(index: number, address: string | null): void {
    this.sheets.push(address === null ? [Op.Sheet, index] : [Op.Sheet, index, address])
  }

  ask(question: number, node: number, kind: string, options: unknown): void {
    this.questions.push([Op.Ask, question, node, kind, options])
  }

  private send(operations: string[]): void {
    host.view(this.root.page.page, wellFormed('[' + operations.join(',') + ']'))
  }

  /** The batch of the turn that ends, as JSON; empty when nothing has changed. */
  flush(): string {
    const operations = this.isStart ? [toText(this.start)] : []
    for (const operation of this.wants) operations.push(toText(operation))
    for (const operation of this.sheets) operations.push(toText(operation))
    if (this.ahead.length > 0) operations.push(this.ahead.join(','))
    this.writePlacements(operations)
    for (const [node, parts] of this.changes) for (const part of parts) operations.push(toText(change(node, part)))
    for (const question of this.questions) operations.push(toText(question))
    if (this.freed.length > 0) operations.push('[' + Op.Free + ',' + this.freed.join(',') + ']')
    if (operations.length === 0) return ''
    this.isStart = false
    this.ahead = []
    this.placements = []
    this.removals = new Map()
    this.changes = new Map()
    this.questions = []
    this.sheets = []
    this.wants = []
    this.freed = []
    this.batch = ++batches
    return '[' + operations.join(',') + ']'
  }

  private writePlacements(operations: string[]): void {
    const { placements } = this
    for (let at = 0; at < placements.length; at += PLACEMENT) {
      const op = placements[at] as Op | typeof NEEDLESS
      if (op === NEEDLESS) continue
      const node = placements[at + 1] as MirrorNode
      const parent = placements[at + 2] as MirrorNode | null
      const before = placements[at + 3] as number
      if (!parent) operations.push('[' + op + ',' + node.number + ']')
      else if (op === Op.Move) operations.push('[' + op + ',' + node.number + ',' + parent.number + ',' + before + ']')
      else operations.push(writeNew(node, parent.number, before))
    }
  }
}

/** In place of an operation that turned out to be needless. */
const NEEDLESS = -1
/** How many members of the list one placement is. */
const PLACEMENT = 4
/** So many operations go ahead of their batch. */
const PART = 1000

/** A stream that begins with everything there is: for a view that is new, or was loaded again. */
export function replay(mirror: Mirror): Stream {
  const stream = new Stream(mirror.root)
  for (const [index, address] of mirror.sheets) stream.sheet(index, address)
  for (const type of mirror.wanted) stream.want(type)
  stream.tellChildren(mirror.root)
  mirror.pen.again()
  mirror.draw(stream)
  mirror.askAgain(stream)
  return stream
}
