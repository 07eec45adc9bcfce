// The operations that a view needs to follow the mirror, one batch a turn.
//
// What keeps them few: a subtree that is built outside the page is told when its root comes into it, each node by one
// operation; an element's properties are read when the batch is written, so all that is set in the same turn as the
// element is made with it, and of a later change only the last value goes out.
import { DELEGATED, Op, type Made, type Operation } from './operations'
import { shownValue } from './attribute'
import { host } from './host'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

/** Which part of a node has changed. An attribute, event or model has its name behind the letter. */
export type Part = 'class' | 'style' | 'id' | 'text' | `attribute ${string}` | `listener ${string}` | `model ${string}`

/** Batches of all pages are counted together; so a node knows by a number whether this view was told of it. */
let batches = 0

export class Stream {
  private batch = ++batches
  private readonly firstBatch = this.batch
  /** What is to be done, with which node, below which one and before which number. In one list: there are thousands. */
  private placements: (MirrorNode | number | null)[] = []
  /** Where in this batch nodes were taken away, and from whom. */
  private removals = new Map<MirrorNode, { index: number; from: MirrorNode }>()
  private changes = new Map<MirrorNode, Set<Part>>()
  private questions: Operation[] = []
  private sheets: Operation[] = []
  private freed: number[] = []
  private readonly nodes = new Map<number, MirrorNode>()
  private readonly wanted = new Set<string>()
  private wants: Operation[] = []
  private isStart = true

  private readonly start: Operation

  constructor(root: MirrorNode) {
    const look = host.looks.length > 0 ? { ...root.page.look, built: host.looks } : root.page.look
    this.start = Object.keys(look).length > 0 ? [Op.Start, look] : [Op.Start]
    root.toldIn = this.batch
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

  /** The batch of the turn that ends, as JSON; empty when nothing has changed. */
  flush(): string {
    const operations: Operation[] = [...this.wants, ...this.sheets]
    if (this.isStart) operations.unshift(this.start)
    const { placements } = this
    for (let at = 0; at < placements.length; at += PLACEMENT) {
      const op = placements[at] as Op | typeof NEEDLESS
      if (op !== NEEDLESS) operations.push(written(op, placements[at + 1] as MirrorNode, placements[at + 2] as MirrorNode | null, placements[at + 3] as number))
    }
    for (const [node, parts] of this.changes) for (const part of parts) operations.push(change(node, part))
    operations.push(...this.questions)
    if (this.freed.length > 0) operations.push([Op.Free, ...this.freed])
    if (operations.length === 0) return ''
    this.isStart = false
    this.placements = []
    this.removals = new Map()
    this.changes = new Map()
    this.questions = []
    this.sheets = []
    this.wants = []
    this.freed = []
    this.batch = ++batches
    return toText(operations)
  }
}

/** In place of an operation that turned out to be needless. */
const NEEDLESS = -1
/** How many members of the list one placement is. */
const PLACEMENT = 4

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

function written(op: Op, node: MirrorNode, parent: MirrorNode | null, before: number): Operation {
  const { number } = node
  if (!parent) return [op, number]
  if (op === Op.Move) return [op, number, parent.number, before]
  return op === Op.Text ? [op, number, parent.number, before, node.text] : [op, number, parent.number, before, node.name, made(node)]
}

export function made(node: MirrorNode): Made {
  const record: Made = {}
  if (node.classes.size > 0) record.c = node.className
  if (node.style) record.s = node.style
  if (node.id) record.i = node.id
  if (node.host) record.h = node.host
  if (node.attributes.size > 0) record.a = Object.fromEntries([...node.attributes.keys()].map((name) => [name, shownValue(node, name)]))
  const testId: unknown = node.component?.dataset?.testid
  if (typeof testId === 'string') record.t = testId
  const slot = slotOf(node)
  if (slot) record.a = { ...record.a, slot }
  const listeners = node.listeners.size > 0 ? [...node.listeners].filter(([type, how]) => isTold(type, how)) : []
  if (listeners.length > 0) record.l = Object.fromEntries(listeners)
  if (node.models.size > 0) record.m = Object.fromEntries([...node.models.keys()].map((name) => [name, 1]))
  return record
}

/** Built-ins that have a place for children of this name. */
const SLOTS: Readonly<Record<string, string>> = { 'scroll-view': 'refresher', map: 'callout' }

function slotOf(node: MirrorNode): string | null {
  const slot = node.component?.slot
  return slot && slot === SLOTS[node.parent?.name ?? ''] ? slot : null
}

/** Of a delegated event the element itself has to know only that nothing else is to come of it. */
export function isTold(type: string, how: number): boolean {
  return !DELEGATED.has(type) || (how & 2) !== 0
}

function change(node: MirrorNode, part: Part): Operation {
  const at = part.indexOf(' ')
  const name = at < 0 ? '' : part.slice(at + 1)
  switch (at < 0 ? part : part.slice(0, at)) {
    case 'class':
      return [Op.Class, node.number, node.className]
    case 'style':
      return [Op.Style, node.number, node.style]
    case 'id':
      return [Op.Id, node.number, node.id]
    case 'text':
      return [Op.SetText, node.number, node.text]
    case 'attribute':
      return node.attributes.has(name)
        ? [Op.Attribute, node.number, name, shownValue(node, name) ?? null]
        : [Op.Attribute, node.number, name]
    case 'listener':
      return [Op.Listen, node.number, name, node.listeners.get(name) ?? 0]
    default:
      return [Op.Model, node.number, name, node.models.has(name) ? 1 : 0]
  }
}

/** One value that has no JSON (it holds itself, or a BigInt) must not take the whole batch with it. */
function toText(operations: Operation[]): string {
  try {
    return JSON.stringify(operations)
  } catch {
    const seen: object[] = []
    return JSON.stringify(operations, function (this: unknown, _key, value: unknown) {
      if (typeof value === 'bigint') return String(value)
      if (value === null || typeof value !== 'object') return value
      while (seen.length > 0 && seen.at(-1) !== this) seen.pop()
      if (seen.includes(value)) return null
      seen.push(value)
      return value
    })
  }
}
