// One node of the mirror: what glass-easel's composed mode calls an element of the backend, with everything that a view
// needs to show it.
import type { Element as Component } from 'glass-easel'
import { correctMargin, viewportOffset } from './corrections'
import { host } from './host'
import { Listen } from './operations'
import { NOWHERE, type Rect, type ScrollOffset } from './questions'
import { isTold, type Part } from './stream'
import type { Mirror } from './mirror'

type Kind = 'root' | 'element' | 'text' | 'fragment'

/** `MutLevel.Final` of glass-easel: the event goes no further. */
const CATCH = 2

/** A file that the program keeps (`wxfile://usr/a.png`), as an address that the view can show. */
function address(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('wxfile://')) return value
  return `${host.localOrigin}/__files__/${value.slice('wxfile://'.length).split('/').map(encodeURIComponent).join('/')}`
}

/** One node. Children are linked, because the runtime inserts before and removes from a given node. */
export class MirrorNode {
  parent: MirrorNode | null = null
  first: MirrorNode | null = null
  last: MirrorNode | null = null
  before: MirrorNode | null = null
  after: MirrorNode | null = null
  /** The name that the view knows it by. Fragments never leave this side. */
  readonly number: number
  /** The batch that told the view of it. */
  toldIn = 0
  /** Where the view has it. */
  shownIn: MirrorNode | null = null
  takenAt: { batch: number; index: number; from: MirrorNode } | null = null
  id = ''
  style = ''
  /** The class prefix of the component whose host this is. */
  host = ''
  text = ''
  private scopes: number[] = [0]
  /** Names with how often each is set: two style scopes can give the same name. */
  readonly classes = new Map<string, number>()
  readonly attributes = new Map<string, unknown>()
  readonly listeners = new Map<string, number>()
  readonly models = new Map<string, (value: unknown) => void>()
  declare __wxElement: Component

  constructor(
    readonly page: Mirror,
    readonly kind: Kind,
    readonly name: string,
  ) {
    this.number = kind === 'fragment' ? 0 : page.nextNumber()
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

  private link(child: MirrorNode, after: MirrorNode | null): void {
    if (child.kind === 'fragment') {
      while (child.first) this.link(child.first, after)
      return
    }
    child.parent?.unlink(child)
    child.parent = this
    child.after = after
    child.before = after ? after.before : this.last
    if (child.before) child.before.after = child
    else this.first = child
    if (after) after.before = child
    else this.last = child
    this.page.changed = true
    if (this.kind !== 'fragment') this.page.stream?.placed(child)
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

  spliceAppend(list: MirrorNode): void {
    this.link(list, null)
  }

  spliceBefore(before: MirrorNode, count: number, list: MirrorNode): void {
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
    this.models.clear()
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
    this.scopes = extra === undefined ? [scope] : [scope, extra]
    if (host !== undefined) this.host = this.page.scopeName(host)
  }

  /** Class names in an attribute, as the styles of its component have them. */
  classNames(names: string): string {
    const each = names.split(/\s+/).filter(Boolean)
    return [...new Set(this.scopes.flatMap((scope) => each.map((name) => this.page.className(name, scope))))].join(' ')
  }

  addClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const count = this.classes.get(full) ?? 0
    this.classes.set(full, count + 1)
    if (count === 0) this.touched('class')
  }

  removeClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const left = (this.classes.get(full) ?? 0) - 1
    if (left > 0) this.classes.set(full, left)
    else if (this.classes.delete(full)) this.touched('class')
  }

  clearClasses(): void {
    if (this.classes.size === 0) return
    this.classes.clear()
    this.touched('class')
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, address(value))
    if (!this.page.isEcho(this, name, value)) this.touched(`attribute ${name}`)
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name)
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
    this.listeners.set(type, known | how)
    this.page.want(type)
    if (isTold(type, known | how)) this.touched(`listener ${type}`)
  }

  setModelBindingStat(name: string, listener: ((value: unknown) => void) | null): void {
    if (listener) this.models.set(name, listener)
    else this.models.delete(name)
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
