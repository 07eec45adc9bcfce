// One node of the mirror: what glass-easel's composed mode calls an element of the backend, with everything that a view
// needs to show it.
import type { Element as Component } from 'glass-easel'
import { correctMargin, viewportOffset } from './corrections'
import { host } from './host'
import { Listen } from './operations'
import { NOWHERE, type Rect, type ScrollOffset } from './questions'
import { isTold, type Part } from './stream'
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
  parent: MirrorNode | null = null
  first: MirrorNode | null = null
  last: MirrorNode | null = null
  before: MirrorNode | null = null
  after: MirrorNode | null = null
  /** The name that the view knows it by. */
  readonly number: number
  /** The batch that told the view of it. */
  toldIn = 0
  /** Where the view has it. */
  shownIn: MirrorNode | null = null
  id = ''
  style = ''
  /** The class prefix of the component whose host this is. */
  host = ''
  text = ''
  private scope = 0
  private extraScope: number | undefined
  /** Names with how often each is set: two style scopes can give the same name. */
  classes: ReadonlyMap<string, number> = NONE
  attributes: ReadonlyMap<string, unknown> = NONE
  listeners: ReadonlyMap<string, number> = NONE
  models: ReadonlyMap<string, (value: unknown) => void> = NONE
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

  private link(child: MirrorNode | Fragment, after: MirrorNode | null): void {
    if (child instanceof Fragment) {
      for (const each of child.take()) this.link(each, after)
      return
    }
    child.leave()
    child.parent = this
    child.after = after
    child.before = after ? after.before : this.last
    if (child.before) child.before.after = child
    else this.first = child
    if (after) after.before = child
    else this.last = child
    this.page.changed = true
    this.page.stream?.placed(child)
  }

  leave(): void {
    this.parent?.unlink(this)
  }

  appendChild(child: MirrorNode | Fragment): void {
    this.link(child, null)
  }

  insertBefore(child: MirrorNode | Fragment, before: MirrorNode): void {
    this.link(child, before)
  }

  removeChild(child: MirrorNode): void {
    this.unlink(child)
  }

  replaceChild(child: MirrorNode | Fragment, old: MirrorNode): void {
    this.link(child, old)
    this.unlink(old)
  }

  spliceAppend(list: Fragment): void {
    this.link(list, null)
  }

  spliceBefore(before: MirrorNode, count: number, list: Fragment): void {
    this.link(list, before)
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

  get className(): string {
    return [...this.classes.keys()].join(' ')
  }

  setId(id: string): void {
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
    this.extraScope = extra
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
    this.classes = own(this.classes).set(full, count + 1)
    if (count === 0) this.touched('class')
  }

  removeClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const left = (this.classes.get(full) ?? 0) - 1
    const classes = (this.classes = own(this.classes))
    if (left > 0) classes.set(full, left)
    else if (classes.delete(full)) this.touched('class')
  }

  clearClasses(): void {
    if (this.classes.size === 0) return
    this.classes = NONE
    this.touched('class')
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
