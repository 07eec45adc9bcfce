// The backend of glass-easel's composed mode: keeps the rendered tree of one page, with everything that a view
// needs to show it. A view that is there is told of each change (`Stream`); without one, the tree can still be read.
import type { Element as Component, EventOptions, EventBubbleStatus, composedBackend, StyleScopeManager } from 'glass-easel'
import { correctMargin, viewportOffset } from './corrections'
import { DELEGATED, Listen } from './operations'
import { Questions, NOWHERE, type Rect, type ScrollOffset } from './questions'
import { isTold, type Part, type Stream } from './stream'

type Kind = 'root' | 'element' | 'text' | 'fragment'
type Listener = (target: Component, type: string, detail: unknown, options: EventOptions) => EventBubbleStatus | void

/** `MutLevel.Final` of glass-easel: the event goes no further. */
const CATCH = 2

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
  setStyleScope(_scope: number, _extra?: number, host?: number): void {
    if (host !== undefined) this.host = this.page.scopeName(host)
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
    this.attributes.set(name, value)
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

/** The tree of one page, and what glass-easel calls the backend context. */
export class Mirror {
  /** `BackendMode.Composed`; the package exports it as a `const enum` only. */
  readonly mode = 2
  private lastNumber = 0
  readonly root = new MirrorNode(this, 'root', 'page')
  /** Who is told of changes, when a view is there. */
  stream: Stream | null = null
  /** A view is there, or on its way. */
  expectsView = true
  /** The addresses of the style sheets, in their order. */
  readonly sheets = new Map<number, string>()
  /** Delegated events that somebody listens to. */
  readonly wanted = new Set<string>()
  readonly questions: Questions
  readonly window = { width: 375, height: 667, ratio: 2, theme: 'light' }
  /** Something changed since the last turn ended. */
  changed = true
  private readonly webViews = new Set<MirrorNode>()
  private listener: Listener = () => {}
  private resized: ((size: { width: number; height: number; devicePixelRatio: number }) => void) | null = null
  /** What the person has typed, while the program is told of it: the view has it already. */
  private typed: { node: MirrorNode; name: string; value: unknown } | null = null
  private lastSheet = 0

  constructor(
    private readonly scopes: StyleScopeManager,
    readonly later: (run: () => void, delay: number) => void,
  ) {
    this.questions = new Questions(this)
  }

  nextNumber(): number {
    return (this.lastNumber += 1)
  }

  /** As glass-easel's types name it: nodes and context differ from its interfaces in private members only. */
  get context(): composedBackend.Context {
    return this as unknown as composedBackend.Context
  }

  released(node: MirrorNode): void {
    this.webViews.delete(node)
    this.stream?.released(node)
  }

  scopeName(scope: number): string {
    return this.scopes.queryName(scope) ?? ''
  }

  className(name: string, scope?: number): string {
    const prefix = scope ? this.scopeName(scope) : ''
    return prefix ? `${prefix}--${name}` : name
  }

  /** Somebody listens to an event; of those that the view finds out by itself it is told. */
  want(type: string): void {
    if (DELEGATED.has(type)) this.wantAlways(type)
  }

  wantAlways(type: string): void {
    this.wanted.add(type)
    this.stream?.want(type)
  }

  isEcho(node: MirrorNode, name: string, value: unknown): boolean {
    const { typed } = this
    return typed !== null && typed.node === node && typed.name === name && typed.value === value
  }

  /** The `<web-view>` that is in the page; of several, the first (a page shows one only). */
  webView(): MirrorNode | null {
    const shown = [...this.webViews].filter((node) => this.holds(node))
    return shown.length < 2 ? (shown[0] ?? null) : this.find(this.root, new Set(shown))
  }

  private holds(node: MirrorNode): boolean {
    let at: MirrorNode | null = node
    while (at && at !== this.root) at = at.parent
    return at !== null
  }

  private find(node: MirrorNode, wanted: Set<MirrorNode>): MirrorNode | null {
    if (wanted.has(node)) return node
    for (let child = node.first; child; child = child.after) {
      const found = this.find(child, wanted)
      if (found) return found
    }
    return null
  }

  /** Fires an event on a node, as a view would report it. */
  fire(node: MirrorNode, type: string, detail: unknown): void {
    if (node.component) this.listener(node.component, type, detail, { bubbles: false, composed: false })
  }

  // --- what the view says

  event(number: number, type: string, detail: unknown, how: number, extra: Record<string, unknown> | undefined): void {
    const component = this.stream?.node(number)?.component
    if (!component) return
    const options = { bubbles: (how & 1) !== 0, composed: (how & 2) !== 0, capturePhase: true }
    this.listener(component, type, detail, extra ? { ...options, extraFields: extra } : options)
  }

  modelChanged(number: number, name: string, value: unknown): void {
    const node = this.stream?.node(number)
    const listener = node?.models.get(name)
    if (!node || !listener) return
    this.typed = { node, name, value }
    try {
      listener(value)
    } finally {
      this.typed = null
    }
  }

  resize(size: { width: number; height: number; ratio: number; theme: string }): void {
    Object.assign(this.window, size)
    this.resized?.({ width: size.width, height: size.height, devicePixelRatio: size.ratio })
  }

  askAgain(stream: Stream): void {
    this.questions.repeat(stream)
  }

  // --- what the runtime calls

  destroy(): void {}
  getWindowWidth = () => this.window.width
  getWindowHeight = () => this.window.height
  getDevicePixelRatio = () => this.window.ratio
  getTheme = () => this.window.theme
  registerStyleSheetContent(): void {}

  appendStyleSheetPath(address: string): number {
    const index = (this.lastSheet += 1)
    this.sheets.set(index, address)
    this.stream?.sheet(index, address)
    return index
  }

  disableStyleSheet(index: number): void {
    if (this.sheets.delete(index)) this.stream?.sheet(index, null)
  }

  render(done: (error: null) => void): void {
    // Without a view nothing is to be painted, so nothing is to be waited for.
    if (this.stream) this.questions.ask(this.root, 'frame', null, () => done(null), null)
    else this.later(() => done(null), 0)
  }

  getRootNode(): MirrorNode {
    return this.root
  }

  /** A component's host node is named `.tag`: its own tag is no built-in, even if it is called like one. */
  createElement(logicalName: string, tag: string): MirrorNode {
    const node = new MirrorNode(this, 'element', logicalName === 'wx-x' ? `.${tag}` : tag)
    if (node.name === 'web-view') this.webViews.add(node)
    return node
  }

  createTextNode(text: string): MirrorNode {
    const node = new MirrorNode(this, 'text', '')
    node.text = text
    return node
  }

  createFragment(): MirrorNode {
    return new MirrorNode(this, 'fragment', '')
  }

  onEvent(listener: Listener): void {
    this.listener = listener
  }

  onWindowResize(listener: NonNullable<Mirror['resized']>): void {
    this.resized = listener
  }

  onThemeChange(): void {}

  setFocusedNode(node: MirrorNode): void {
    this.questions.tell(node, 'focus', null)
  }

  createMediaQueryObserver(): { disconnect(): void } {
    return { disconnect() {} }
  }
}
