// How operations are written: as text at once. Of lists and objects QuickJS would have to make thousands, only to write them.
import { shownValue } from './attribute'
import { datasetOf } from './lean_nodes'
import type { MirrorNode } from './mirror_node'
import { DELEGATED, Op, type Made, type Operation } from './operations'

/** Which part of a node has changed. An attribute, event or model has its name behind the letter. */
export type Part = 'class' | 'style' | 'id' | 'text' | `attribute ${string}` | `listener ${string}` | `model ${string}`

/** A node that is new to the view, with all that it has now. */
export function writeNew(node: MirrorNode, parent: number, before: number): string {
  const place = node.number + ',' + parent + ',' + before + ','
  if (node.kind === 'text') return '[' + Op.Text + ',' + place + JSON.stringify(node.text) + ']'
  return '[' + Op.Element + ',' + place + quoted(node.name) + ',' + madeText(node) + ']'
}

/** Names of elements and classes: the same ones again and again. */
let names = new Map<string, string>()
/** A program that makes names up does not fill the memory. */
const LIMIT = 2000

function quoted(name: string): string {
  let text = names.get(name)
  if (text !== undefined) return text
  if (names.size > LIMIT) names = new Map()
  names.set(name, (text = JSON.stringify(name)))
  return text
}

/** Most nodes have a class at most. */
function madeText(node: MirrorNode): string {
  if (!node.isSimple || (node.component && datasetOf(node.component)) || slotOf(node) !== null) return toText(made(node))
  const { className, id } = node
  if (className === '') return id === '' ? '{}' : '{"i":' + JSON.stringify(id) + '}'
  return id === '' ? '{"c":' + quoted(className) + '}' : '{"c":' + quoted(className) + ',"i":' + JSON.stringify(id) + '}'
}

function made(node: MirrorNode): Made {
  const record: Made = {}
  if (node.classes.size > 0) record.c = node.className
  if (node.style) record.s = node.style
  if (node.id) record.i = node.id
  if (node.host) record.h = node.host
  if (node.attributes.size > 0) record.a = Object.fromEntries([...node.attributes.keys()].map((name) => [name, shownValue(node, name)]))
  const testId = node.component && datasetOf(node.component)?.testid
  if (typeof testId === 'string') record.t = testId
  const slot = slotOf(node)
  if (slot) record.a = { ...record.a, slot }
  const listeners = node.listeners.size > 0 ? [...node.listeners].filter(([type, how]) => isTold(type, how)) : []
  if (listeners.length > 0) record.l = Object.fromEntries(listeners)
  if (node.models.size > 0) record.m = Object.fromEntries([...node.models.keys()].map((name) => [name, 1]))
  return record
}

/** Built-ins that have a place for children of this name. */
const SLOTS: Readonly<Record<string, string>> = { 'scroll-view': 'refresher', map: 'callout' }

function slotOf(node: MirrorNode): string | null {
  const place = SLOTS[node.parent?.name ?? '']
  return place !== undefined && node.component?.slot === place ? place : null
}

/** Of a delegated event the element itself has to know only that nothing else is to come of it. */
export function isTold(type: string, how: number): boolean {
  return !DELEGATED.has(type) || (how & 2) !== 0
}

export function change(node: MirrorNode, part: Part): Operation {
  const at = part.indexOf(' ')
  const name = at < 0 ? '' : part.slice(at + 1)
  switch (at < 0 ? part : part.slice(0, at)) {
    case 'class':
      return [Op.Class, node.number, node.className]
    case 'style':
      return [Op.Style, node.number, node.style]
    case 'id':
      return [Op.Id, node.number, node.id]
    case 'text':
      return [Op.SetText, node.number, node.text]
    case 'attribute':
      return node.attributes.has(name)
        ? [Op.Attribute, node.number, name, shownValue(node, name) ?? null]
        : [Op.Attribute, node.number, name]
    case 'listener':
      return [Op.Listen, node.number, name, node.listeners.get(name) ?? 0]
    default:
      return [Op.Model, node.number, name, node.models.has(name) ? 1 : 0]
  }
}

/** One value that has no JSON (it holds itself, or a BigInt) must not take the whole batch with it. */
export function toText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    const seen: object[] = []
    return JSON.stringify(value, function (this: unknown, _key, value: unknown) {
      if (typeof value === 'bigint') return String(value)
      if (value === null || typeof value !== 'object') return value
      while (seen.length > 0 && seen.at(-1) !== this) seen.pop()
      if (seen.includes(value)) return null
      seen.push(value)
      return value
    })
  }
}
