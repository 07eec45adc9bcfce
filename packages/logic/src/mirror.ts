// The backend of glass-easel's composed mode: keeps the rendered tree of one page, with everything that a view
// needs to show it. A view that is there is told of each change (`Stream`); without one, the tree can still be read.
import type { Element as Component, EventOptions, EventBubbleStatus, composedBackend, StyleScopeManager } from 'glass-easel'
import { withFields } from './form'
import { host, wellFormed } from './host'
import { Pen } from './canvas/remote'
import { Fragment, MirrorNode } from './mirror_node'
import { Motions } from './motions'
import { DELEGATED, type PageLook } from './operations'
import { Questions } from './questions'
import type { Stream } from './stream'

type Listener = (target: Component, type: string, detail: unknown, options: EventOptions) => EventBubbleStatus | void

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
  readonly motions = new Motions()
  /** What is drawn on canvases of the page. */
  readonly pen = new Pen(this)
  readonly window = { width: 375, height: 667, ratio: 2, theme: 'light' }
  /** What the view is to know of the page as a whole, beside its tree. */
  look: PageLook = {}
  /** A style sheet that this page does not have, although all others do. */
  withoutSheet = ''
  /** Something changed since the last turn ended. */
  changed = true
  private readonly webViews = new Set<MirrorNode>()
  /** Who has which id. Nearly always one node. */
  private readonly ids = new Map<string, MirrorNode | MirrorNode[]>()
  private readonly navigationBars = new Set<MirrorNode>()
  private listener: Listener = () => {}
  private resized: ((size: { width: number; height: number; devicePixelRatio: number }) => void) | null = null
  /** What the person has typed, while the program is told of it: the view has it already. */
  private typed: { node: MirrorNode; name: string; value: unknown } | null = null
  private lastSheet = 0

  constructor(
    /** The number that the host knows the page by. */
    readonly page: number,
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

  /** Nodes of this id, also such as are not in the page. */
  called(id: string): MirrorNode[] {
    const found = this.ids.get(id)
    if (found === undefined) return []
    return Array.isArray(found) ? found : [found]
  }

  renamed(node: MirrorNode, before: string, id: string): void {
    if (before !== '') {
      const others = this.called(before).filter((other) => other !== node)
      if (others.length > 0) this.ids.set(before, others)
      else this.ids.delete(before)
    }
    if (id === '') return
    const others = this.ids.get(id)
    this.ids.set(id, others === undefined ? node : [...this.called(id), node])
  }

  released(node: MirrorNode): void {
    if (node.id !== '') this.renamed(node, node.id, '')
    this.webViews.delete(node)
    this.navigationBars.delete(node)
    this.motions.forget(node)
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
    return shown.length < 2 ? (shown[0] ?? null) : this.search((node) => shown.includes(node))
  }

  navigationBar(): MirrorNode | undefined {
    return [...this.navigationBars].find((node) => this.holds(node))
  }

  private holds(node: MirrorNode): boolean {
    let at: MirrorNode | null = node
    while (at && at !== this.root) at = at.parent
    return at !== null
  }

  /** The first node of the page, from above, that is the one wanted. */
  search(isWanted: (node: MirrorNode) => boolean, node = this.root): MirrorNode | null {
    if (isWanted(node)) return node
    for (let child = node.first; child; child = child.after) {
      const found = this.search(isWanted, child)
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
    const node = this.stream?.node(number)
    const component = node?.component
    if (!component) return
    if (node.name === 'form' && type === 'submit') detail = withFields(component, detail)
    const options = { bubbles: (how & 1) !== 0, composed: (how & 2) !== 0, capturePhase: true }
    this.listener(component, type, detail, extra ? { ...options, extraFields: extra } : options)
  }

  /** A node as events describe it. */
  describe(number: number): { id: string; dataset: unknown } {
    const node = this.stream?.node(number)
    return { id: node?.id ?? '', dataset: node?.component?.dataset ?? {} }
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

  /** Sends a batch and waits for the answer to a question in it. */
  askNow(operations: string, question: number): unknown {
    const answer = host.askView(this.page, wellFormed(operations), question)
    return answer === '' ? undefined : JSON.parse(answer)
  }

  askAgain(stream: Stream): void {
    this.motions.repeat(stream)
    this.questions.repeat(stream)
  }

  /** Puts what was drawn so far into the batch, before what is asked next. */
  draw(stream = this.stream): void {
    const commands = stream ? this.pen.take() : []
    if (commands.length > 0) stream?.ask(0, this.root.number, 'draw', commands)
  }

  // --- what the runtime calls

  destroy(): void {}
  getWindowWidth = () => this.window.width
  getWindowHeight = () => this.window.height
  getDevicePixelRatio = () => this.window.ratio
  getTheme = () => this.window.theme
  registerStyleSheetContent(): void {}

  appendStyleSheetPath(address: string): number {
    if (address === this.withoutSheet) return 0
    // Each root component of a page brings all that it needs, whatever the page has already.
    for (const [index, known] of this.sheets) if (known === address) return index
    const index = (this.lastSheet += 1)
    this.sheets.set(index, address)
    this.stream?.sheet(index, address)
    return index
  }

  disableStyleSheet(index: number): void {
    if (this.sheets.delete(index)) this.stream?.sheet(index, null)
  }

  render(done: (error: null) => void): void {
    this.questions.ask(this.root, 'frame', null, () => done(null), null)
  }

  getRootNode(): MirrorNode {
    return this.root
  }

  /** A component's host node is named `.tag`: its own tag is no built-in, even if it is called like one. */
  createElement(logicalName: string, tag: string): MirrorNode {
    const node = new MirrorNode(this, 'element', logicalName === 'wx-x' ? `.${tag}` : tag)
    if (node.name === 'web-view') this.webViews.add(node)
    if (node.name === 'navigation-bar') this.navigationBars.add(node)
    return node
  }

  createTextNode(text: string): MirrorNode {
    const node = new MirrorNode(this, 'text', '')
    node.text = text
    return node
  }

  createFragment(): Fragment {
    return new Fragment()
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

  createMediaQueryObserver(query: object, listener: (status: { matches: boolean }) => void): { disconnect(): void } {
    return this.questions.observe(this.root, 'media', query, listener as (value: unknown) => void)
  }
}
