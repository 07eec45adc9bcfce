// The backend of glass-easel's composed mode: keeps the rendered tree of one page, with everything that a view
// needs to show it. Nothing is sent anywhere yet; a view would be told of each change where `Mirror` is `touched`.
import type { Element as Component, EventOptions, EventBubbleStatus, composedBackend, StyleScopeManager } from 'glass-easel'

type Kind = 'root' | 'element' | 'text' | 'fragment'
type Rect = { left: number; top: number; width: number; height: number }
type Listener = (target: Component, type: string, detail: unknown, options: EventOptions) => EventBubbleStatus | void

/** How an event is listened to; flags add up. */
export const enum Listen {
  Bubble = 1,
  Catch = 2,
  Capture = 4,
}

/** `MutLevel.Final` of glass-easel: the event goes no further. */
const CATCH = 2
const NOWHERE: Rect = { left: 0, top: 0, width: 0, height: 0 }

/** One node. Children are linked, because the runtime inserts before and removes from a given node. */
export class MirrorNode {
  parent: MirrorNode | null = null
  first: MirrorNode | null = null
  last: MirrorNode | null = null
  before: MirrorNode | null = null
  after: MirrorNode | null = null
  id = ''
  style = ''
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
  ) {}

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
    this.page.touched()
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
    this.page.touched()
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

  release(): void {
    this.models.clear()
    this.page.released(this)
  }

  associateValue(component: Component): void {
    this.__wxElement = component
  }

  // --- what it looks like

  setId(id: string): void {
    this.id = id
    this.page.touched()
  }

  setStyle(style: string): void {
    this.style = style
    this.page.touched()
  }

  setStyleScope(): void {}

  addClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    this.classes.set(full, (this.classes.get(full) ?? 0) + 1)
    this.page.touched()
  }

  removeClass(name: string, scope?: number): void {
    const full = this.page.className(name, scope)
    const left = (this.classes.get(full) ?? 0) - 1
    if (left > 0) this.classes.set(full, left)
    else this.classes.delete(full)
    this.page.touched()
  }

  clearClasses(): void {
    this.classes.clear()
    this.page.touched()
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, value)
    this.page.touched()
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name)
    this.page.touched()
  }

  setText(text: string): void {
    this.text = text
    this.page.touched()
  }

  setListenerStats(type: string, capture: boolean, level: number): void {
    const how = (capture ? Listen.Capture : Listen.Bubble) | (level === CATCH ? Listen.Catch : 0)
    this.listeners.set(type, (this.listeners.get(type) ?? 0) | how)
    this.page.touched()
  }

  setModelBindingStat(name: string, listener: ((value: unknown) => void) | null): void {
    if (listener) this.models.set(name, listener)
    else this.models.delete(name)
  }

  // --- questions that only a view could answer: until there is one, everything is nowhere

  getBoundingClientRect(answer: (rect: Rect) => void): void {
    this.page.later(() => answer(NOWHERE))
  }

  getScrollOffset(answer: (offset: Record<'scrollLeft' | 'scrollTop' | 'scrollWidth' | 'scrollHeight', number>) => void): void {
    this.page.later(() => answer({ scrollLeft: 0, scrollTop: 0, scrollWidth: 0, scrollHeight: 0 }))
  }

  setScrollPosition(): void {}

  getContext(answer: (context: unknown) => void): void {
    this.page.later(() => answer(null))
  }

  createIntersectionObserver(): { disconnect(): void } {
    return { disconnect() {} }
  }
}

/** The tree of one page, and what glass-easel calls the backend context. */
export class Mirror {
  /** `BackendMode.Composed`; the package exports it as a `const enum` only. */
  readonly mode = 2
  readonly root = new MirrorNode(this, 'root', 'page')
  /** Something changed since the last turn ended. */
  changed = true
  private readonly webViews = new Set<MirrorNode>()
  private listener: Listener = () => {}

  constructor(
    private readonly scopes: StyleScopeManager,
    readonly later: (run: () => void) => void,
  ) {}

  /** As glass-easel's types name it: nodes and context differ from its interfaces in private members only. */
  get context(): composedBackend.Context {
    return this as unknown as composedBackend.Context
  }

  touched(): void {
    this.changed = true
  }

  released(node: MirrorNode): void {
    this.webViews.delete(node)
  }

  className(name: string, scope?: number): string {
    const prefix = scope ? this.scopes.queryName(scope) : ''
    return prefix ? `${prefix}--${name}` : name
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

  // --- what the runtime calls

  destroy(): void {}
  getWindowWidth = () => 375
  getWindowHeight = () => 667
  getDevicePixelRatio = () => 2
  getTheme = () => 'light'
  registerStyleSheetContent(): void {}
  appendStyleSheetPath = () => 0
  disableStyleSheet(): void {}

  render(done: (error: null) => void): void {
    this.later(() => done(null))
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

  onWindowResize(): void {}
  onThemeChange(): void {}
  setFocusedNode(): void {}

  createMediaQueryObserver(): { disconnect(): void } {
    return { disconnect() {} }
  }
}
