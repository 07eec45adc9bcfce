// What the shorter ways through the runtime (glass-easel 0.12.1) know of its nodes. They are for what nearly every node of nearly
// every page is: not the content of a slot, not observed. Lists are made of thousands of such nodes, and QuickJS takes its time
// for each step. Whatever is not of this kind goes the runtime's own way; the fuzz page of `crates/logic/tests` sees to it that
// both ways end alike.
import * as glassEasel from 'glass-easel'
import type { MirrorNode } from './mirror_node'

/** What the runtime has in a node, as far as it is needed here. */
export interface Node {
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
}

interface Statics {
  insertChildBatchInsertion(parent: Node, children: Node[], position: number): void
  checkAndCallAttached(node: Node): void
  findNearestNonVirtual(node: Node): MirrorNode | null
  _$findFirstNonVirtualChild(parent: Node, index: number): Node | null
}

export const statics = glassEasel.Element as unknown as Statics
export const isComponent = glassEasel.Component.isComponent as unknown as (node: Node) => boolean
