// One node of the mirror: what glass-easel's composed mode calls an element of the backend, with everything that a view
// needs to show it.
import type { Element as Component } from 'glass-easel'
import { correctMargin, viewportOffset } from './corrections'
import { host } from './host'
import { Listen } from './operations'
import { NOWHERE, type Rect, type ScrollOffset } from './questions'
import { isTold, type Part } from './writing'
import type { Mirror } from './mirror'

type Kind = 'root' | 'element' | 'text'

/** `MutLevel.Final` of glass-easel: the event goes no further. */
const CATCH = 2

/** A file that the program keeps (`wxfile://usr/a.png`), as an address that the view can show. */
export function address<T>(value: T): T | string {
  if (typeof value !== 'string' || !value.startsWith('wxfile://')) return value
  return `${host.localOrigin}/__files__/${value.slice('wxfile://'.length).split('/').map(encodeURIComponent).join('/')}`
}

/** What most nodes have none of. There are many nodes, and QuickJS takes its time for each list: an empty one is shared. */
const NONE: ReadonlyMap<string, never> = new Map<string, never>()

/** The list as the node's own, to write in. */
function own<T>(list: ReadonlyMap<string, T>): Map<string, T> {
  return list === NONE ? new Map<string, T>() : (list as Map<string, T>)
}

/** What is written of a list of names that several nodes have. */
const classNames = new WeakMap<ReadonlyMap<string, number>, string>()

/** In what the runtime collects nodes before it inserts them all at once. */
export class Fragment {
  private nodes: MirrorNode[] = []

  appendChild(child: MirrorNode): void {
    child.leave()
    this.nodes.push(child)
  }

  take(): MirrorNode[] {
    const { nodes } = this
    this.nodes = []
    return nodes
  }

  release(): void {}
}

/** One node. Children are linked, because the runtime inserts before and removes from a given node. */
export class MirrorNode {
  /** The name that the view knows it by. */
  readonly number: number
  declare parent: MirrorNode | null
  declare first: MirrorNode | null
  declare last: MirrorNode | null
  declare before: MirrorNode | null
  declare after: MirrorNode | null
  /** The batch that told the view of it. */
  declare toldIn: number
  /** Where the view has it. */
  declare shownIn: MirrorNode | null
  declare id: string
  declare style: string
  /** The class prefix of the component whose host this is. */
  declare host: string
  declare text: string
  private declare scope: number
  private declare extraScope: number | undefined
  /** Names with how often each is set: two style scopes can give the same name. */
  declare classes: ReadonlyMap<string, number>
  private declare hasOwnClasses: boolean
  declare attributes: ReadonlyMap<string, unknown>
  declare listeners: ReadonlyMap<string, number>
  declare models: ReadonlyMap<string, (value: unknown) => void>
  declare __wxElement: Component

  constructor(
    readonly page: Mirror,
    readonly kind: Kind,
    readonly name: string,
  ) {
    this.number = page.nextNumber()
  }

  get component(): Component | null {
    return this.__wxElement ?? null
  }

  // --- the tree

  private unlink(child: MirrorNode): void {
    if (child.parent !== this) return
    if (child.before) child.before.after = child.after
    else this.first = child.after
    if (child.after) child.after.before = child.before
    else this.last = child.before
    child.parent = child.before = child.after = null
    this.page.changed = true
    this.page.stream?.taken(child)
  }

  link(child: MirrorNode, after: MirrorNode | null): void {
    if (child.parent) child.parent.unlink(child)
    const before = after ? after.before : this.last
    child.parent = this
    if (after) {
      child.after = after
      after.before = child
    } else this.last = child
    if (before) {
      child.before = before
      before.after = child
    } else this.first = child
    const { page } = this
    page.changed = true
    // A view knows nothing of a tree that is being made.
    if (page.stream && (this.toldIn !== 0 || child.toldIn !== 0)) page.stream.placed(child)
  }

  private linkAll(list: Fragment, after: MirrorNode | null): void {
    for (const child of list.take()) this.link(child, after)
  }

  leave(): void {
    this.parent?.unlink(this)
  }

  appendChild(child: MirrorNode): void {
    this.link(child, null)
  }

  insertBefore(child: MirrorNode, before: MirrorNode): void {
    this.link(child, before)
  }

  removeChild(child: MirrorNode): void {
    this.unlink(child)
  }

  replaceChild(child: MirrorNode, old: MirrorNode): void {
    this.link(child, old)
    this.unlink(old)
  }

  spliceAppend(list: Fragment): void {
    this.linkAll(list, null)
  }

  spliceBefore(before: MirrorNode, count: number, list: Fragment): void {
    this.linkAll(list, before)
    this.spliceRemove(before, count)
  }

  spliceRemove(before: MirrorNode, count: number): void {
    let child: MirrorNode | null = before
    for (let left = count; child && left > 0; left -= 1) {
      const next: MirrorNode | null = child.after
      this.unlink(child)
      child = next
    }
  }

  /** Puts the children into this order. What is in it already is not touched. */
  arrange(children: MirrorNode[]): void {
    let before: MirrorNode | null = null
    for (const child of children.toReversed()) {
      if (child.parent !== this) return
      if (child.after !== before) this.link(child, before)
      before = child
    }
  }

  release(): void {
    this.models = NONE
    this.page.released(this)
  }

  associateValue(component: Component): void {
    this.__wxElement = component
  }

  // --- what it looks like

  private touched(part: Part): void {
    this.page.changed = true
    this.page.stream?.changed(this, part)
  }

  /** Nothing but classes and an id. */
  get isSimple(): boolean {
    return this.style === '' && this.host === '' && this.attributes === NONE && this.listeners === NONE && this.models === NONE
  }

  get className(): string {
    const { classes } = this
    if (classes === NONE) return ''
    if (this.hasOwnClasses) return [...classes.keys()].join(' ')
    let text = classNames.get(classes)
    if (text === undefined) classNames.set(classes, (text = [...classes.keys()].join(' ')))
    return text
  }

  /** All names at once, in a list that other nodes have too. */
  setClasses(classes: ReadonlyMap<string, number>): void {
    if (this.classes === classes) return
    this.classes = classes
    this.hasOwnClasses = false
    this.touched('class')
  }

  /** The same names, said once more by somebody else: for a view nothing changes. */
  sayClassesAgain(say: () => void): void {
    const { page } = this
    const { stream } = page
    page.stream = null
    this.classes = NONE
    this.hasOwnClasses = false
    try {
      say()
    } finally {
      page.stream = stream
    }
  }

  /** The list of names to write in. */
  private ownClasses(): Map<string, number> {
    if (!this.hasOwnClasses) this.classes = new Map(this.classes)
    this.hasOwnClasses = true
    return this.classes as Map<string, number>
  }

  setId(id: string): void {
    this.page.renamed(this, this.id, id)
    this.id = id
    this.touched('id')
  }

  setStyle(style: string): void {
    this.style = style
    this.touched('style')
  }

  /** The scopes of names are in the names already; `:host` needs to know whose host this is. */
  setStyleScope(scope: number, extra?: number, host?: number): void {
    this.scope = scope
    if (extra !== undefined) this.extraScope = extra
    if (host !== undefined) this.host = this.page.scopeName(host)
  }

  /** Class names in an attribute, as the styles of its component have them. */
  classNames(names: string): string {
    const each = names.split(/\s+/).filter(Boolean)
    const scopes = this.extraScope === undefined ? [this.scope] : [this.scope, this.extraScope]
    return [...new Set(scopes.flatMap((scope) => each.map((name) => this.page.className(name, scope))))].join(' ')
  }

  addClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const count = this.classes.get(full) ?? 0
    this.ownClasses().set(full, count + 1)
    if (count === 0) this.touched('class')
  }

  removeClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const left = (this.classes.get(full) ?? 0) - 1
    const classes = this.ownClasses()
    if (left > 0) classes.set(full, left)
    else if (classes.delete(full)) this.touched('class')
  }

  clearClasses(): void {
    if (this.classes.size > 0) this.setClasses(NONE)
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes = own(this.attributes).set(name, address(value))
    if (!this.page.isEcho(this, name, value)) this.touched(`attribute ${name}`)
  }

  removeAttribute(name: string): void {
    own(this.attributes).delete(name)
    this.touched(`attribute ${name}`)
  }

  setText(text: string): void {
    this.text = text
    this.touched('text')
  }

  setListenerStats(type: string, capture: boolean, level: number): void {
    const how = (capture ? Listen.Capture : Listen.Bubble) | (level === CATCH ? Listen.Catch : 0)
    const known = this.listeners.get(type) ?? 0
    if ((known | how) === known) return
    this.listeners = own(this.listeners).set(type, known | how)
    this.page.want(type)
    if (isTold(type, known | how)) this.touched(`listener ${type}`)
  }

  setModelBindingStat(name: string, listener: ((value: unknown) => void) | null): void {
    const models = (this.models = own(this.models))
    if (listener) models.set(name, listener)
    else models.delete(name)
    this.touched(`model ${name}`)
  }

  // --- questions that the view answers

  getBoundingClientRect(answer: (rect: Rect) => void): void {
    if (this.parent === this.page.root) return this.getScrollOffset(viewportOffset(answer))
    this.page.questions.ask(this, 'rect', null, answer, NOWHERE)
  }

  getScrollOffset(answer: (offset: ScrollOffset) => void): void {
    this.page.questions.ask(this, 'scroll', null, answer, { scrollLeft: 0, scrollTop: 0, scrollWidth: 0, scrollHeight: 0 })
  }

  setScrollPosition(left: number, top: number, duration: number): void {
    this.page.questions.tell(this, 'scrollTo', [left, top, duration])
  }

  getContext(answer: (context: unknown) => void): void {
    this.page.questions.ask(this, 'context', null, answer, null)
  }

  createIntersectionObserver(
    relative: MirrorNode | null,
    margin: string,
    thresholds: number[],
    listener: (status: unknown) => void,
  ): { disconnect(): void } {
    const options = [relative?.number ?? 0, correctMargin(margin), thresholds]
    return this.page.questions.observe(this, 'intersect', options, listener)
  }
}

/** What a node begins with. It stands here and not in each node: QuickJS pays for every member that it makes. */
Object.assign(MirrorNode.prototype, {
  ...{ parent: null, first: null, last: null, before: null, after: null, toldIn: 0, shownIn: null },
  ...{ id: '', style: '', host: '', text: '', scope: 0, extraScope: undefined },
  ...{ classes: NONE, hasOwnClasses: false, attributes: NONE, listeners: NONE, models: NONE },
})
