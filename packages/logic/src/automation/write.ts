// A tree as XML: for selectors what one template wrote, for XPath and `getWXML` what is drawn.
import type { Element } from 'glass-easel'
import * as glassEasel from 'glass-easel'
import type { MirrorNode } from '../mirror_node'

/** Tells the browser's elements apart; no program has it. */
export const NUMBER = 'sampan-number'

type Attributes = [name: string, value: unknown][]

/** What one template wrote below `tree`. */
export function written(tree: Element): { xml: string; elements: Element[] } {
  const elements: Element[] = []
  const write = (node: glassEasel.Node): string => {
    if (glassEasel.TextNode.isTextNode(node)) return escaped(node.textContent)
    const element = node as Element
    const inside = (): string => element.childNodes.map(write).join('')
    // What stands for a `wx:if`, a `<block>` or a slot is no element.
    if (glassEasel.VirtualNode.isVirtualNode(element)) return inside()
    const number = elements.push(element) - 1
    return tag(tagOf(element), [[NUMBER, number], ...attributesOf(element)], inside())
  }
  const xml = tag('page', [], tree.childNodes.map(write).join(''))
  return { xml, elements }
}

/** What is drawn of a node: `whole`, with the node itself. */
export function drawn(top: MirrorNode): { xml: string; nodes: MirrorNode[] } {
  const nodes: MirrorNode[] = []
  const write = (node: MirrorNode): string => {
    if (node.kind === 'text') return escaped(node.text)
    // The component that is the page stands for the page.
    if (isPage(node)) return children(node, write)
    const number = nodes.push(node) - 1
    return tag(nameOf(node), [[NUMBER, number], ...attributesOf(node.component, node)], children(node, write))
  }
  if (top.kind !== 'root') return { xml: write(top), nodes }
  return { xml: tag('page', [], children(top, write)), nodes }
}

/** As `getWXML` gives it. */
export function wxml(node: MirrorNode, isOuter: boolean): string {
  const write = (node: MirrorNode): string =>
    node.kind === 'text' ? escaped(node.text) : tag(nameOf(node), attributesOf(node.component, node), children(node, write))
  return isOuter ? write(node) : children(node, write)
}

const isPage = (node: MirrorNode): boolean => node.parent?.kind === 'root'

function children(node: MirrorNode, write: (node: MirrorNode) => string): string {
  let text = ''
  for (let child = node.first; child; child = child.after) text += write(child)
  return text
}

export function tagOf(element: Element): string {
  const node = element.getBackendElement() as unknown as MirrorNode | null
  return node ? nameOf(node) : String((element as unknown as { is: string }).is).split('/').at(-1)!
}

/** Components are named `.name` in the mirror. */
const nameOf = (node: MirrorNode): string => node.name.replace(/^\./, '')

export function attributesOf(element: Element | null, node = element?.getBackendElement() as unknown as MirrorNode | null): Attributes {
  const all: Attributes = []
  if (element?.id) all.push(['id', element.id])
  if (element?.class) all.push(['class', element.class])
  if (element?.style) all.push(['style', element.style])
  if (element && glassEasel.Component.isComponent(element)) all.push(['is', (element as unknown as { is: string }).is])
  for (const [name, value] of Object.entries(element?.dataset ?? {})) all.push([`data-${dashed(name)}`, value])
  for (const [name, value] of node?.attributes ?? []) if (!all.some(([known]) => known === name)) all.push([name, value])
  return all
}

export const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function tag(name: string, attributes: Attributes, inside: string): string {
  const shown = attributes
    .filter(([name, value]) => /^[A-Za-z_][\w.-]*$/.test(name) && value !== undefined && value !== null && value !== false)
    .map(([name, value]) => ` ${name}="${escaped(textOf(value)).replaceAll('"', '&quot;')}"`)
  const open = `${name}${shown.join('')}`
  return `<${open}>${inside}</${name}>`
}

export function textOf(value: unknown): string {
  return value !== null && typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
}

// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

function escaped(text: string): string {
  return text.replace(FORBIDDEN, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
