// From selectors to elements, and from elements to the names that a client has for them.
//
// The browser knows selectors and XPath best, so the tree is given to it as XML. A selector sees what one template wrote
// (a page's, or a component's); an XPath sees everything that is drawn.
import type { Element } from 'glass-easel'
import * as glassEasel from 'glass-easel'
import { host } from '../host'
import type { Mirror } from '../mirror'
import type { MirrorNode } from '../mirror_node'
import { askView } from './view'
import { drawn, tagOf, written } from './write'

interface Page {
  root: { getComponent(): Element }
  mirror: Mirror
}

export interface Handle {
  elementId: string
  tagName: string
  /** Only of a component: a client knows it by this. */
  nodeId?: string
  videoId?: string
}

const ids = new WeakMap<Element, string>()
const elements = new Map<string, Element>()
let last = 0

/** An element keeps its name; a program that runs anew never gives one that was used before. */
export function handle(element: Element): Handle {
  let elementId = ids.get(element)
  if (elementId === undefined) {
    elementId = `${host.generation}-${(last += 1)}`
    ids.set(element, elementId)
    elements.set(elementId, element)
  }
  const tagName = tagOf(element)
  if (isComponent(element)) return { elementId, tagName, nodeId: elementId }
  if (tagName === 'video') return { elementId, tagName, videoId: element.id || elementId }
  return { elementId, tagName }
}

export function elementOf(id: string): Element {
  const element = elements.get(id)
  if (!element || !mirrorOf(element)) throw new Error(`the element ${id} is not there any more`)
  return element
}

/** Those of a page that is closed. */
export function forgetElements(mirror: Mirror): void {
  for (const [id, element] of elements) if (element.getBackendContext() === (mirror as unknown)) elements.delete(id)
}

export function isComponent(element: Element): element is Element & glassEasel.GeneralComponent {
  return glassEasel.Component.isComponent(element)
}

export function mirrorOf(element: Element): Mirror | null {
  return element.getBackendContext() as unknown as Mirror | null
}

export function nodeOf(element: Element): MirrorNode {
  const node = element.getBackendElement() as unknown as MirrorNode | null
  if (!node) throw new Error(`<${tagOf(element)}> has no element of its own in the page (virtualHost)`)
  return node
}

/** Selects in the page, or in an element: of a component, in what its template wrote, and then in what stands in it. */
export async function find(page: Page, within: Element | null, selector: string): Promise<Element[]> {
  const [here, ...deeper] = selector.split('>>>').map((part) => part.trim())
  let found = await select(page.mirror, within ?? page.root.getComponent(), here || '*')
  for (const part of deeper) {
    const inside = found.flatMap((element) => [element, ...descendants(element)]).filter(isComponent)
    found = (await Promise.all(inside.map((component) => select(page.mirror, component, part)))).flat()
  }
  return [...new Set(found)]
}

async function select(mirror: Mirror, within: Element, selector: string): Promise<Element[]> {
  const trees = isComponent(within) ? [within.getShadowRoot(), within] : [within]
  const found = []
  for (const tree of trees) {
    if (!tree) continue
    const { xml, elements } = written(tree as unknown as Element)
    if (elements.length === 0) continue
    const numbers = (await askView(mirror, mirror.root, 'select', [xml, selector])) as number[]
    found.push(...numbers.map((number) => elements[number]!))
  }
  return found
}

/** By XPath, in the page or in an element. */
export async function findByPath({ mirror }: { mirror: Mirror }, path: string, within = mirror.root): Promise<Element[]> {
  const { xml, nodes } = drawn(within)
  const numbers = (await askView(mirror, mirror.root, 'path', [xml, path])) as number[]
  return numbers.flatMap((number) => nodes[number]?.component ?? [])
}

function descendants(element: Element): Element[] {
  return written(element).elements
}
