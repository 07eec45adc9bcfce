// How a template is gone through again when data has changed. The runtime (glass-easel 0.12.1) makes six functions for the
// children of each element, and looks at each row of a list and at its key, also when the data says which single row it is
// about. Here the functions are made once, and of a list whose rows stand where they were only those rows are looked at that
// can have changed. Whatever is more than that goes the runtime's own way.
import * as glassEasel from 'glass-easel'

type Tree = true | { [name: string]: Tree } | undefined
type Define = (...rest: never[]) => void
type Children = (isCreation: boolean, ...define: (Define | undefined)[]) => void
type Item = (isCreation: boolean, item: unknown, index: number, tree: Tree, indexTree: undefined, path: unknown, ...define: Define[]) => void
type PropertyInit = (element: Node, isCreation: boolean) => void

interface Node {
  is?: string
  slot: string
  textContent: string
  parentNode: Node | null
  childNodes: Node[]
  _$wxTmplArgs?: { key?: number | string; keyList?: List }
  replaceChild(child: Node, old: Node): void
  replaceChildAt(child: Node, index: number): void
}

/** The runtime's `RangeListManager`. */
interface List {
  keyName: string | null
  items: unknown[]
  indexes: unknown[] | null
  sharedKeyMap?: object
}

/** The runtime's `ProcGenWrapper`. */
interface Builder {
  handleChildrenUpdate(children: Children, parent: Node, slot: unknown, slotName: unknown): void
  updater?: Updater
}

const isComponent = glassEasel.Component.isComponent as unknown as (node: Node) => boolean

export function shortenUpdates(prototype: Builder): void {
  const original = prototype.handleChildrenUpdate
  prototype.handleChildrenUpdate = function (children, parent, slot, slotName) {
    if (slot) original.call(this, children, parent, slot, slotName)
    else (this.updater ??= new Updater(this, original)).go(children, parent)
  }
}

type Kind = 'element' | 'branch' | 'list' | 'slot' | 'virtual'

class Updater {
  /** Whose children are gone through now, and which comes next. */
  private parent!: Node
  private nodes: Node[] = []
  private index = 0

  constructor(
    private readonly builder: Builder,
    private readonly original: Builder['handleChildrenUpdate'],
  ) {}

  go(children: Children, parent: Node): void {
    const { parent: outer, nodes, index } = this
    this.parent = parent
    this.nodes = parent.childNodes
    this.index = 0
    try {
      children(false, this.text, this.element, this.branch, this.list, this.slot, this.virtual, undefined, undefined)
    } finally {
      this.parent = outer
      this.nodes = nodes
      this.index = index
    }
  }

  private next(): Node | undefined {
    return this.nodes[this.index++]
  }

  private readonly text = (content: string | undefined): void => {
    const node = this.next()
    if (node && content !== undefined) node.textContent = content
  }

  private readonly element = (tag: string, generics: object, init: PropertyInit, children: Children, slot?: string, values?: string[]): void => {
    const node = this.next()
    if (!node) return
    if (isComponent(node)) return this.asRuntime('element', node, [tag, generics, init, children, slot, values])
    init(node, false)
    if (slot !== undefined) node.slot = slot
    this.go(children, node)
  }

  private readonly branch = (...rest: unknown[]): void => this.asRuntime('branch', this.next(), rest)
  private readonly slot = (...rest: unknown[]): void => this.asRuntime('slot', this.next(), rest)
  private readonly virtual = (...rest: unknown[]): void => this.asRuntime('virtual', this.next(), rest)

  private readonly list = (items: unknown, key: string | null, tree: Tree, path: unknown[] | null, item: Item): void => {
    const node = this.next()
    const known = node?._$wxTmplArgs?.keyList
    if (!node || !known || !standsStill(known, items, tree)) return this.asRuntime('list', node, [items, key, tree, path, item])
    known.items = items
    const update = (index: number): void => {
      const children: Children = (_isCreation, ...define) =>
        item(false, items[index], index, tree && (tree as Record<string, Tree>)[index], undefined, path && [...path, index], ...(define as Define[]))
      const row = node.childNodes[index]
      if (row) this.go(children, row)
    }
    if (isInside(node) || !looksAtItselfOnly(item)) for (let index = 0; index < items.length; index += 1) update(index)
    else for (const index in tree as object) update(Number(index))
  }

  /** By the runtime's function for it, which is given the node as an only child. */
  private asRuntime(kind: Kind, node: Node | undefined, rest: unknown[]): void {
    if (!node) return
    const { parent } = this
    const index = this.index - 1
    const stand = {
      childNodes: [node],
      replaceChild: (child: Node, old: Node) => parent.replaceChild(child, old),
      replaceChildAt: (child: Node) => parent.replaceChildAt(child, index),
    }
    const children: Children = (_isCreation, _text, element, branch, list, slot, virtual) => {
      ;({ element, branch, list, slot, virtual })[kind]!(...(rest as never[]))
    }
    this.original.call(this.builder, children, stand as unknown as Node, undefined, undefined)
  }
}

/** No row has come, gone or moved: the changes are inside rows, and not of their keys. */
function standsStill(known: List, items: unknown, tree: Tree): items is unknown[] {
  const { keyName, indexes, sharedKeyMap } = known
  if (!Array.isArray(items) || items.length !== known.items.length || indexes !== null || sharedKeyMap || keyName === null) return false
  if (tree === undefined) return true
  // Of a splice the runtime makes a list.
  if (tree === true || Array.isArray(tree) || Array.isArray(Object.getPrototypeOf(tree))) return false
  for (const index in tree) {
    const row = tree[index]
    if (row === true || keyName === '*this' || row?.[keyName] || !(Number(index) < items.length)) return false
  }
  return true
}

/** In a row of another list, or in a `<template is>`, whose data may be others as a whole without a word about the list. */
function isInside(list: Node): boolean {
  for (let node = list.parentNode; node; node = node.parentNode) {
    if (node.is === 'wx:for-item' || (node.is === 'wx:if' && typeof node._$wxTmplArgs?.key === 'string')) return true
  }
  return false
}

/** What the compiler (1.2.1) calls its own functions, and words of the language; not the data (`D`) and what has changed in it (`U`). */
const HARMLESS = new Set('C K Z X Y P Q R L M O T E B F S N var if else return typeof function undefined null true false void Object create'.split(' '))
const answers = new Map<string, boolean>()

/** What a template says of a row depends on nothing outside the row that could have changed. */
function looksAtItselfOnly(item: Item): boolean {
  const source = Function.prototype.toString.call(item)
  let answer = answers.get(source)
  if (answer === undefined) answers.set(source, (answer = hasNoOtherNames(source)))
  return answer
}

function hasNoOtherNames(source: string): boolean {
  const code = source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
  const own = new Set<string>()
  // Parameters, and variables: `(a,b)=>`, `var a,b=`, `,c=`.
  for (const [, names] of code.matchAll(/\(([\w$,]*)\)=>/g)) for (const name of names!.split(',')) own.add(name)
  for (const [, names] of code.matchAll(/(?:\bvar |,)((?:[\w$]+,)*[\w$]+)=(?![=>])/g)) for (const name of names!.split(',')) own.add(name)
  return [...code.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g)].every(([name]) => HARMLESS.has(name) || own.has(name))
}
