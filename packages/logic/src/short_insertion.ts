// How nodes come into a tree, and a tree into the page; see `short_nodes.ts`.
import * as glassEasel from 'glass-easel'
import type { MirrorNode } from './mirror_node'
import { isComponent, statics, type Node } from './short_nodes'

/** The runtime looks for the place of each node anew, also for those of a tree that is not in the page yet. */
export function shortenInsertion(): void {
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
export function shortenAttaching(): void {
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
