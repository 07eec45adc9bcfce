// What WXS code gets to work on: event handlers in WXS and `change:property` listeners are called with the component
// that the template belongs to and with the element it is about, in the form that the documentation gives them.
//
// On a phone this runs beside the rendering; here it runs where the templates are, and what it changes goes the usual
// way. What only the rendering can answer (`getBoundingClientRect`) is asked for and waited for.
import type * as glassEasel from 'glass-easel'
import { settleSlots } from './corrections'
import { guarded } from './error'
import type { MirrorNode } from './mirror_node'
import { NOWHERE } from './questions'
import { clearTimer, setTimeout } from './timers'

type Element = glassEasel.Element
type Component = glassEasel.GeneralComponent

/** Classes and styles of WXS stand beside those of the template (`StyleSegmentIndex.TEMP_EXTRA`). */
const SEGMENT = 3
const FRAME = 16

/** `constructor` of WXS: the name of the type. The compile side gives it this name (crates/logic/src/wxml.rs). */
export function nameTypes(): void {
  Object.defineProperty(Object.prototype, 'wxsTypeName', {
    configurable: true,
    get(this: unknown): string {
      'use strict'
      if (Array.isArray(this)) return 'Array'
      if (this instanceof Date) return 'Date'
      if (this instanceof RegExp) return 'RegExp'
      const type = typeof this
      return type.charAt(0).toUpperCase() + type.slice(1)
    },
    // A program that makes something of this name of its own is not to notice.
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'wxsTypeName', { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

const states = new WeakMap<Element, object>()

interface Descriptor {
  selectComponent(selector: string): Descriptor | null
  selectAllComponents(selector: string): Descriptor[]
  setStyle(style: string | Record<string, unknown>): Descriptor
  addClass(names: string): Descriptor
  removeClass(names: string): Descriptor
  hasClass(name: string): boolean
  getDataset(): unknown
  callMethod(name: string, argument?: unknown): void
  triggerEvent(name: string, detail?: unknown): void
  getState(): object
  requestAnimationFrame(run: () => void): number
  setTimeout(run: () => void, delay?: number): number
  clearTimeout(id: number): void
  getBoundingClientRect(): object
  getComputedStyle(names?: string[]): object
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function cssOf(style: string | Record<string, unknown>): string {
  if (typeof style === 'string') return style
  return Object.entries(style ?? {}).map(([name, value]) => `${dashed(name)}:${String(value)}`).join(';')
}

/** `null` for something that is not there: WXS code looks whether it found what it looked for. */
export function describe(element: Element | null, owner: Component): Descriptor | null {
  if (!element) return null
  const inside = () => (element as Component).getShadowRoot?.() ?? null
  const describeIn = (found: Element | null) => describe(found, owner)
  const self: Descriptor = {
    selectComponent: (selector) => describeIn(inside()?.querySelector(selector) ?? null),
    selectAllComponents: (selector) => (inside()?.querySelectorAll(selector) ?? []).map((found) => describeIn(found)!),
    setStyle: (style) => (element.setNodeStyle(cssOf(style), SEGMENT), self),
    addClass: (names) => (element.toggleNodeClass(names, true, SEGMENT), self),
    removeClass: (names) => (element.toggleNodeClass(names, false, SEGMENT), self),
    hasClass: (name) => element.classList?.contains(name) ?? false,
    getDataset: () => element.dataset,
    callMethod: (name, argument) => call(owner, name, argument),
    triggerEvent: (name, detail) => element.triggerEvent(name, detail),
    getState: () => stateOf(element),
    requestAnimationFrame: (run) => setTimeout(run, FRAME),
    setTimeout: (run, delay) => setTimeout(run, delay),
    clearTimeout: (id) => clearTimer(id),
    getBoundingClientRect: () => askNow(element, 'rect', null) ?? { ...NOWHERE, right: 0, bottom: 0 },
    getComputedStyle: (names) => askNow(element, 'computed', names ?? []) ?? {},
  }
  return self
}

/** Nothing for an element without a node of its own, and for a page that nobody shows. */
function askNow(element: Element, kind: string, options: unknown): object | undefined {
  const node = element.getBackendElement() as unknown as MirrorNode | null
  settleSlots()
  return node?.page.questions.askNow(node, kind, options) as object | undefined
}

function stateOf(element: Element): object {
  const state = states.get(element) ?? {}
  states.set(element, state)
  return state
}

function call(owner: Component, name: string, argument: unknown): void {
  const method = (owner.getMethodCaller() as unknown as Record<string, unknown>)[name]
  if (typeof method === 'function') guarded(() => method.call(owner.getMethodCaller(), argument))
}

type Handler = (...args: unknown[]) => unknown

let changes: (() => void)[] = []

/**
 * A `change:property` listener as the runtime calls it: while the tree is being made. The program's is called when the
 * tree is there, as on a phone, where it runs after the rendering.
 */
export function changeListener(listener: Handler) {
  return (value: unknown, old: unknown, host: Component, element: Element): void => {
    changes.push(() => listener(value, old, describe(host, host), describe(element, host)))
  }
}

/** At the end of a turn. True when there was something to do. */
export function runChangeListeners(): boolean {
  const waiting = changes
  changes = []
  for (const run of waiting) guarded(run)
  return waiting.length > 0
}

/** An event handler; one that is written in WXS has a path to where it stands. */
export function listenerWrapper(caller: object, event: { currentTarget: Element; type?: string }, handler: Handler, path?: unknown): unknown {
  const element = (event.currentTarget as unknown as { _$?: Element })._$ ?? event.currentTarget
  if (!path) {
    const result = handler.apply(caller, [event])
    if (event.type === 'input') answerField(element, result)
    return result
  }
  const owner = (caller as { _$?: Component })._$
  if (!owner) return handler.apply(caller, [event])
  return handler(Object.assign(Object.create(event) as object, { instance: isElement(element) ? describe(element, owner) : null }), describe(owner, owner))
}

/** What a handler of `input` returns is put into the field: a text, or `{ value, cursor }` (WeChat documentation). */
function answerField(element: Element, result: unknown): void {
  const { value, cursor } = (typeof result === 'string' ? { value: result } : (result ?? {})) as { value?: unknown; cursor?: unknown }
  const node = element.getBackendElement?.() as unknown as MirrorNode | null
  if (typeof value !== 'string' || (node?.name !== 'input' && node?.name !== 'textarea')) return
  node.page.questions.tell(node, 'act', ['put', [value, cursor]])
}

function isElement(value: unknown): value is Element {
  return typeof (value as { setNodeStyle?: unknown } | null)?.setNodeStyle === 'function'
}
