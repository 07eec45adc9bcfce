// Shorter ways through the runtime (glass-easel 0.12.1) for what nearly every node of nearly every page is: not the content
// of a slot, not observed. Lists are made of thousands of such nodes, and QuickJS takes its time for each step. Whatever is
// not of this kind goes the runtime's own way. The fuzz page of `crates/logic/tests` sees to it that both ways end alike.
import * as glassEasel from 'glass-easel'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

/** What the runtime has in a node, as far as it is needed here. */
interface Node {
  _$destroyOnRemoval: number
  _$wxTmplArgs?: object
  is?: string
  isPlain?: boolean
  _$backendElement: MirrorNode | null
  _$virtual?: boolean
  _$inheritSlots?: boolean
  _$slotName?: string | null
  _$attached?: boolean
  _$subtreeSlotStart: object | null
  _$mutationObserverTarget: object | null
  _$nodeTreeContext?: { destroyed?: true }
  containingSlot?: object | null
  parentNode: Node | null
  parentIndex: number
  childNodes: Node[]
  ownerShadowRoot: { _$markIdCacheDirty(): void } | null
  getHostNode?(): Node
}

interface Statics {
  insertChildBatchInsertion(parent: Node, children: Node[], position: number): void
  checkAndCallAttached(node: Node): void
  findNearestNonVirtual(node: Node): MirrorNode | null
  _$findFirstNonVirtualChild(parent: Node, index: number): Node | null
}

/** `AutoDestroyState.Enabled`; the package exports it as a `const enum` only. */
const ON_REMOVAL = 1

const statics = glassEasel.Element as unknown as Statics
const isComponent = glassEasel.Component.isComponent as unknown as (node: Node) => boolean

export function takeShortcuts(): void {
  shortenInsertion()
  shortenAttaching()
  shortenIds()
}

/** What a template calls to say what there is: a text, an element, an `if`, a list, a slot, a virtual node. */
type Define = (...rest: unknown[]) => void
type Children = (isCreation: boolean, ...define: (Define | undefined)[]) => void
type PropertyInit = (element: Node, isCreation: boolean) => void

/** The runtime's `ProcGenWrapper`, which a template talks to. */
interface Builder {
  shadowRoot: Root
  handleChildrenCreation(children: Children, slot: unknown, slotName: unknown): Node[]
  handleChildrenCreationAndInsert(children: Children, parent: Node, slot: unknown, slotName: unknown): void
  createCommonElement(tag: string, generics: object, propertyInit: PropertyInit, children: Children, slotValues: unknown): Node
  tryCallPropertyChangeListener(element: Node, name: string, value: unknown): void
  idle?: Definer[]
}

interface Root {
  getHostNode(): {
    _$behavior: { _$using: Record<string, unknown>; ownerSpace: { getGlobalUsingComponent(name: string): unknown; _$allowUnusedNativeNode: boolean } }
    _$genericImpls?: Record<string, unknown>
  }
}

/** The six functions with the list that they write to. */
interface Definer {
  nodes: Node[]
  text?: Define
  element?: Define
  branch?: Define
  list?: Define
  slot?: Define
  virtual?: Define
}

/** `prototype`: of the runtime's class, which only a template can reach. */
export function shortenCreation(prototype: Builder): void {
  shortenChildren(prototype)
  const { createCommonElement, tryCallPropertyChangeListener } = prototype
  prototype.createCommonElement = function (tag, generics, propertyInit, children, slotValues) {
    if (!isBuiltIn(tag, this.shadowRoot)) return createCommonElement.call(this, tag, generics, propertyInit, children, slotValues)
    const element = glassEasel.NativeNode.create(tag, this.shadowRoot as never, tag) as unknown as Node
    element._$destroyOnRemoval = ON_REMOVAL
    propertyInit(element, true)
    this.handleChildrenCreationAndInsert(children, element, undefined, undefined)
    return element
  }
  prototype.tryCallPropertyChangeListener = function (element, name, value) {
    // The runtime makes a place for listeners in each element before it looks whether there is one.
    if (element._$wxTmplArgs) tryCallPropertyChangeListener.call(this, element, name, value)
  }
}

/** Nothing that the component uses, or is given, is called so. */
function isBuiltIn(tag: string, root: Root): boolean {
  const { _$behavior: behavior, _$genericImpls: generics } = root.getHostNode()
  if (behavior._$using[tag] || generics?.[tag]) return false
  const { ownerSpace: space } = behavior
  return space._$allowUnusedNativeNode && tag !== '' && space.getGlobalUsingComponent(tag) === null
}

/** The runtime makes six functions for the children of each element anew. Those that are done are used again. */
function shortenChildren(prototype: Builder): void {
  const { handleChildrenCreation, handleChildrenCreationAndInsert } = prototype
  const make = (builder: Builder): Definer => {
    const definer: Definer = { nodes: [] }
    const keep: Children = (_isCreation, text, element, branch, list, slot, virtual) => {
      Object.assign(definer, { text, element, branch, list, slot, virtual })
    }
    definer.nodes = handleChildrenCreation.call(builder, keep, undefined, undefined)
    return definer
  }
  const define = (builder: Builder, children: Children): Definer => {
    const definer = (builder.idle ??= []).pop() ?? make(builder)
    children(true, definer.text, definer.element, definer.branch, definer.list, definer.slot, definer.virtual, undefined, undefined)
    return definer
  }
  const free = (builder: Builder, definer: Definer): void => {
    definer.nodes.length = 0
    builder.idle!.push(definer)
  }
  prototype.handleChildrenCreation = function (children, slot, slotName) {
    // Those of a slot know which one it is.
    if (slot) return handleChildrenCreation.call(this, children, slot, slotName)
    const definer = define(this, children)
    const nodes = definer.nodes.slice()
    free(this, definer)
    return nodes
  }
  prototype.handleChildrenCreationAndInsert = function (children, parent, slot, slotName) {
    // What comes into the page may run the program, which may need the same functions.
    if (slot || parent._$attached) return handleChildrenCreationAndInsert.call(this, children, parent, slot, slotName)
    const definer = define(this, children)
    if (definer.nodes.length > 0) statics.insertChildBatchInsertion(parent, definer.nodes, -1)
    free(this, definer)
  }
}

/** The runtime looks for the place of each node anew, also for those of a tree that is not in the page yet. */
function shortenInsertion(): void {
  const original = statics.insertChildBatchInsertion
  statics.insertChildBatchInsertion = function (parent, children, position) {
    const holder = holderOf(parent)
    if (holder === undefined || !arePlain(children, parent)) return original.call(this, parent, children, position)
    const { childNodes } = parent
    const { length } = childNodes
    const at = position >= 0 && position < length ? position : length
    if (holder) show(holder, parent, children, at)
    else if (parent.is === 'wx:for-item') prepare(children)
    if (at < length) childNodes.splice(at, 0, ...children)
    for (let index = 0; index < children.length; index += 1) {
      const child = children[index]!
      child.parentNode = parent
      childNodes[at + index] = child
    }
    for (let index = at; index < childNodes.length; index += 1) childNodes[index]!.parentIndex = index
    parent.ownerShadowRoot?._$markIdCacheDirty()
    if (parent._$attached) for (let index = 0; index < children.length; index += 1) statics.checkAndCallAttached(children[index]!)
  }
}

/** In whose node of the view its children are; `null`: in none so far; `undefined`: that is for the runtime to say. */
function holderOf(parent: Node): Node | null | undefined {
  let holder: Node | null = parent
  while (holder?._$inheritSlots) {
    if (holder._$mutationObserverTarget) return undefined
    holder = holder.parentNode
  }
  if (!holder) return null
  const isPlain = !holder._$mutationObserverTarget && !holder._$nodeTreeContext?.destroyed && (holder._$slotName ?? null) === null
  return isPlain && !isComponent(holder) ? holder : undefined
}

function arePlain(children: Node[], parent: Node): boolean {
  const { ownerShadowRoot } = parent
  for (let index = 0; index < children.length; index += 1) {
    const child = children[index]!
    if (child.parentNode !== null || child._$subtreeSlotStart !== null || child.containingSlot !== undefined || child.ownerShadowRoot !== ownerShadowRoot) return false
  }
  return true
}

function show(holder: Node, parent: Node, children: Node[], at: number): void {
  const node = holder._$virtual ? statics.findNearestNonVirtual(holder) : holder._$backendElement
  if (!node) return
  const isLast = parent === holder && !holder._$virtual && at === parent.childNodes.length
  const before = isLast ? null : statics._$findFirstNonVirtualChild(parent, at)
  const next = before?._$backendElement ?? null
  for (let index = 0; index < children.length; index += 1) put(node, children[index]!, next)
}

/** A row of a list that is complete. */
function prepare(children: Node[]): void {
  for (let index = 0; index < children.length; index += 1) {
    const child = children[index]!
    const node = child._$backendElement
    // Of a virtual one each node is told when it comes.
    if (!child._$virtual && node) node.page.stream?.prepare(node)
  }
}

function put(node: MirrorNode, child: Node, before: MirrorNode | null): void {
  if (!child._$virtual) {
    if (child._$backendElement) node.link(child._$backendElement, before)
  } else if (child._$inheritSlots) {
    const { childNodes } = child
    for (let index = 0; index < childNodes.length; index += 1) put(node, childNodes[index]!, before)
  } else {
    ;(child as unknown as glassEasel.Element).forEachNonVirtualComposedChild((inner) => {
      node.link((inner as unknown as Node)._$backendElement!, before)
    })
  }
}

/** The runtime asks each node several times what it is. */
function shortenAttaching(): void {
  const original = statics.checkAndCallAttached
  // What they are stands at their prototypes.
  Object.assign(glassEasel.TextNode.prototype, { isPlain: false })
  for (const { prototype } of [glassEasel.NativeNode, glassEasel.VirtualNode]) Object.assign(prototype, { isPlain: true })
  const attach = (node: Node): void => {
    if (!node.isPlain) return original(node)
    if (node._$attached) return
    node._$attached = true
    const { childNodes } = node
    for (let index = 0; index < childNodes.length; index += 1) {
      const child = childNodes[index]!
      if (child.isPlain !== false) attach(child)
    }
  }
  statics.checkAndCallAttached = attach
}

/** For `#id` the runtime goes through the whole component. The mirror was told who is called so. */
function shortenIds(): void {
  const prototype = glassEasel.ShadowRoot.prototype as unknown as { querySelector(selector: unknown): unknown; querySelectorAll(selector: unknown): unknown[] }
  const { querySelector, querySelectorAll } = prototype
  prototype.querySelector = function (selector) {
    return named(this as unknown as Scope, selector) ?? querySelector.call(this, selector)
  }
  prototype.querySelectorAll = function (selector) {
    const node = named(this as unknown as Scope, selector)
    return node ? [node] : querySelectorAll.call(this, selector)
  }
}

interface Scope {
  getBackendContext(): unknown
}

/** The only one of a component that is called so. */
function named(root: Scope, selector: unknown): Node | null {
  const [, id] = (typeof selector === 'string' && /^#([\w-]+)$/.exec(selector)) || []
  if (id === undefined) return null
  const mirror = root.getBackendContext() as Mirror | null
  const found = (mirror?.called(id) ?? []).map((node) => node.component as unknown as Node).filter((node) => node && isIn(node, root))
  return found.length === 1 ? found[0]! : null
}

function isIn(node: Node, root: Scope): boolean {
  if ((node.ownerShadowRoot as unknown) !== root) return false
  let at: Node | null = node
  while (at && (at as unknown) !== root) at = at.parentNode
  return at !== null
}
