// The runtime (glass-easel 0.12.1) gives every node some forty members and six lists, most of which most nodes never use.
// There are thousands of nodes, and QuickJS pays for each member it makes: here what all nodes begin with stands once, at
// their prototype, and lists are made when somebody first looks at them.
import * as glassEasel from 'glass-easel'

type Members = Record<string, unknown>
interface Owner {
  getBackendContext(): { createElement(name: string, stylingName: string): unknown; createTextNode(text: string): unknown } | null
  getHostNode(): { getComponentOptions(): { styleScope?: number; extraStyleScope?: number } }
  _$nodeTreeContext: unknown
}

/** What `Element.prototype._$initialize` sets, but for what differs from node to node. */
const ELEMENT: Members = {
  _$destroyOnRemoval: 0,
  _$nodeId: '',
  _$nodeAttributes: null,
  _$nodeSlot: '',
  _$slotName: null,
  _$slotElement: null,
  _$slotValues: null,
  _$subtreeSlotStart: null,
  _$subtreeSlotEnd: null,
  _$inheritSlots: false,
  _$placeholderHandlerRemover: undefined,
  _$marks: null,
  _$attached: false,
  parentNode: null,
  parentIndex: -1,
  slotNodes: undefined,
  _$mutationObserverTarget: null,
}

/** What the constructor of `TextNode` sets, but for what differs. */
const TEXT: Members = {
  parentNode: null,
  parentIndex: -1,
  containingSlot: undefined,
  _$slotElement: null,
  _$destroyOnRemoval: 0,
  _$subtreeSlotStart: null,
  _$subtreeSlotEnd: null,
  _$mutationObserverTarget: null,
}

export function makeNodesLean(): void {
  const element = glassEasel.Element.prototype as unknown as Members
  const { NativeNode, TextNode } = glassEasel
  // Its class is not exported.
  const EventTarget = eventTarget()
  Object.assign(element, ELEMENT)
  Object.assign(TextNode.prototype, TEXT)
  later(element, 'dataset', () => ({}))
  later(element, '_$styleSegments', () => [])
  later(element, '_$eventTarget', () => new EventTarget())
  element._$initialize = function (this: Members, virtual: boolean, node: unknown, owner: unknown, context: unknown) {
    this._$backendElement = node
    this._$nodeTreeContext = context
    this._$virtual = virtual
    this.childNodes = []
    this.ownerShadowRoot = owner
    if (!(this instanceof NativeNode)) this.classList = null
  }
  Object.assign(NativeNode, { create: createNative })
  Object.assign(TextNode, { create: createText })
}

/** A member that is made when it is first looked at. Until then there is nothing where it is kept. */
function later(prototype: Members, name: string, make: (node: Members) => unknown): void {
  const place = kept(name)
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: Members) {
      return (this[place] ??= make(this))
    },
    set(this: Members, value: unknown) {
      this[place] = value
    },
  })
}

const kept = (name: string): string => `_$kept ${name}`
const DATASET = kept('dataset')

/** The `data-` attributes of a node, if it has any. */
export function datasetOf(node: glassEasel.Element): Record<string, unknown> | undefined {
  return (node as unknown as Members)[DATASET] as Record<string, unknown> | undefined
}

function eventTarget(): new () => unknown {
  const node = Object.create(glassEasel.VirtualNode.prototype) as Members & { _$initialize(...rest: unknown[]): void }
  node._$initialize(true, null, null, null)
  return (node._$eventTarget as object).constructor as new () => unknown
}

function createNative(name: string, owner: Owner, stylingName?: string, removePlaceholder?: () => void): glassEasel.NativeNode {
  const node = Object.create(glassEasel.NativeNode.prototype) as glassEasel.NativeNode & Members & { _$initialize(...rest: unknown[]): void }
  node.is = name
  node.stylingName = stylingName ?? name
  const made = (owner.getBackendContext()?.createElement(name, node.stylingName) ?? null) as (Members & { setStyleScope(...scopes: unknown[]): void; associateValue(node: unknown): void }) | null
  node._$initialize(false, made, owner, owner._$nodeTreeContext)
  if (removePlaceholder) node._$placeholderHandlerRemover = removePlaceholder
  if (made) {
    const { styleScope, extraStyleScope } = owner.getHostNode().getComponentOptions()
    made.setStyleScope(styleScope ?? glassEasel.StyleScopeManager.globalScope(), extraStyleScope ?? undefined)
    made.associateValue(node)
  }
  return node
}

function createText(text: string, owner: Owner): glassEasel.TextNode {
  const node = Object.create(glassEasel.TextNode.prototype) as Members
  node._$text = String(text)
  node._$backendElement = owner.getBackendContext()?.createTextNode(text) ?? null
  node.ownerShadowRoot = owner
  return node as unknown as glassEasel.TextNode
}
