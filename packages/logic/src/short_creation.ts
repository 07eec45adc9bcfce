// How a template makes elements and their children; see `short_nodes.ts`.
import * as glassEasel from 'glass-easel'
import { statics, type Node } from './short_nodes'

/** `AutoDestroyState.Enabled`; the package exports it as a `const enum` only. */
const ON_REMOVAL = 1

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
