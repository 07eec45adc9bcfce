// `Element.…` of a page that the mini program draws: what is the program's is answered here, what is the picture's by the view.
import type { Element } from 'glass-easel'
import * as glassEasel from 'glass-easel'
import { contextOf } from '../contexts'
import type { Mirror } from '../mirror'
import type { MirrorNode } from '../mirror_node'
import { pageOf } from '../page'
import { elementOf, find, findByPath, handle, isComponent, mirrorOf, nodeOf } from './find'
import { callMethod, first, setData } from './page'
import { at } from './path'
import { PROPERTIES } from './properties'
import { act, askView } from './view'
import { attributesOf, dashed, tagOf, textOf, wxml } from './write'

interface OfElement {
  elementId: string
  pageId: number
}

type Names = OfElement & { names: string[] }
type Touches = OfElement & { touches?: unknown[]; changedTouches?: unknown[]; changeTouches?: unknown[] }
interface Dispatched {
  eventName?: string
  /** A selector: an element in this one. */
  $?: string
  touches?: unknown[]
  changedTouches?: unknown[]
  changeTouches?: unknown[]
  detail?: unknown
}

/** What every built-in takes. */
const COMMON = ['id', 'class', 'style', 'hidden', 'dataset']
/** Events that a finger makes: they go up, and across the borders of components. */
const OF_FINGERS = /^(tap|longtap|longpress|touch(start|move|end|cancel|forcechange))$/

function place(params: OfElement): [Element, Mirror, MirrorNode] {
  const element = elementOf(params.elementId)
  return [element, mirrorOf(element)!, nodeOf(element)]
}

const ask = (params: OfElement, name: string, ...args: unknown[]): Promise<unknown> => {
  const [, mirror, node] = place(params)
  return askView(mirror, node, name, args)
}

function component(params: OfElement): { instance: Record<string, unknown>; name: string } {
  const element = elementOf(params.elementId)
  if (!isComponent(element)) throw new Error(`<${tagOf(element)}> is no component of the program`)
  return { instance: element.getMethodCaller() as Record<string, unknown>, name: tagOf(element) }
}

function fire(element: Element, type: string, detail: unknown, travels: boolean, extra?: Record<string, unknown>): void {
  const options = { bubbles: travels, composed: travels, capturePhase: true }
  glassEasel.Event.triggerEvent(element, type, detail ?? {}, extra ? { ...options, extraFields: extra } : options)
}

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The public properties by name: a client reads no other. */
function table(element: Element): Record<string, true> {
  const own = isComponent(element) ? element.getComponentDefinition().behavior.listProperties() : (PROPERTIES[tagOf(element)] ?? [])
  return Object.fromEntries([...COMMON, ...own].flatMap((name) => [[name, true], [camel(name), true]] as [string, true][]))
}

async function property(params: OfElement, name: string): Promise<unknown> {
  const element = elementOf(params.elementId)
  if (name === '__propPublic') return table(element)
  if (name === 'id' || name === 'class' || name === 'style' || name === 'dataset') return element[name]
  if (isComponent(element)) return (element.data as Record<string, unknown>)[name]
  // What a person made of it counts before what the template says.
  const seen = (await ask(params, 'property', name)) as { value?: unknown }
  if ('value' in seen) return seen.value
  const { attributes } = nodeOf(element)
  return attributes.get(name) ?? attributes.get(dashed(name)) ?? attributes.get(camel(name)) ?? null
}

function attribute(params: OfElement, name: string): string | null {
  const found = attributesOf(elementOf(params.elementId)).find(([known]) => known === name || known === dashed(name))
  return found ? textOf(found[1]) : null
}

const page = (params: OfElement) => {
  const found = pageOf(params.pageId)
  if (!found) throw new Error(`page ${params.pageId} is not open any more`)
  return found
}

/** A finger on the element, as the page would see one. */
const finger = (phase: string) => async (params: Touches) => {
  await ask(params, 'finger', phase, params.touches ?? [], params.changedTouches ?? params.changeTouches ?? [])
  return {}
}

export const ofElement = {
  getElement: async (params: OfElement & { selector: string }) =>
    handle(first(await find(page(params), elementOf(params.elementId), params.selector), params.selector)),
  getElements: async (params: OfElement & { selector: string }) => ({
    elements: (await find(page(params), elementOf(params.elementId), params.selector)).map(handle),
  }),
  getElementByXpath: async (params: OfElement & { selector: string }) =>
    handle(first(await findByPath(page(params), params.selector, nodeOf(elementOf(params.elementId))), params.selector)),
  getElementsByXpath: async (params: OfElement & { selector: string }) => ({
    elements: (await findByPath(page(params), params.selector, nodeOf(elementOf(params.elementId)))).map(handle),
  }),
  getDOMProperties: async (params: Names) => ({ properties: await ask(params, 'dom', params.names) }),
  getProperties: async (params: Names) => ({ properties: await Promise.all(params.names.map((name) => property(params, name))) }),
  getAttributes: (params: Names) => ({ attributes: params.names.map((name) => attribute(params, name)) }),
  getStyles: async (params: Names) => ({ styles: await ask(params, 'styles', params.names) }),
  getOffset: (params: OfElement) => ask(params, 'offset'),
  getWXML: (params: OfElement & { type?: string }) => ({ wxml: wxml(place(params)[2], params.type === 'outer') }),
  tap: finger('tap'),
  longpress: finger('longpress'),
  touchstart: finger('touchstart'),
  touchmove: finger('touchmove'),
  touchend: finger('touchend'),
  touchcancel: finger('touchcancel'),
  triggerEvent: (params: OfElement & { type: string; detail?: unknown }) => {
    fire(elementOf(params.elementId), params.type, params.detail, OF_FINGERS.test(params.type))
    return {}
  },
  dispatchEvent: async (params: OfElement & Dispatched & { eventData?: Dispatched }) => {
    const event: Dispatched = { ...params, ...params.eventData }
    if (!event.eventName) throw new Error('dispatchEvent wants an eventName')
    const touches = event.touches ?? []
    const changedTouches = event.changedTouches ?? event.changeTouches ?? touches
    const element = elementOf(params.elementId)
    const target = event.$ ? first(await find(page(params), element, event.$), event.$) : element
    fire(target, event.eventName, event.detail, OF_FINGERS.test(event.eventName), { touches, changedTouches })
    return {}
  },
  callFunction: async (params: OfElement & { functionName: string; args?: unknown[] }) => {
    const [element, mirror, node] = place(params)
    const [tag, method] = params.functionName.split('.') as [string, string | undefined]
    if (tag !== tagOf(element) || !method) throw new Error(`<${tagOf(element)}> has no function ${params.functionName}`)
    if (method === 'tap') return finger('tap')(params)
    return { result: await act(mirror, node, method, params.args ?? []) }
  },
  setData: (params: OfElement & { data: unknown }) => setData(component(params).instance, params.data),
  getData: (params: OfElement & { path?: string }) => ({ data: at(component(params).instance.data, params.path) }),
  callMethod: (params: OfElement & { method: string; args?: unknown[] }) => {
    const { instance, name } = component(params)
    return callMethod(instance, name, params.method, params.args)
  },
  callContextMethod: (params: OfElement & { method: string; args?: unknown[] }) => {
    const [element, mirror, node] = place(params)
    const context = contextOf(mirror, node) as Record<string, unknown> | null
    if (!context) throw new Error(`<${tagOf(element)}> has no context`)
    return callMethod(context, `${tagOf(element)} context`, params.method, params.args)
  },
}
