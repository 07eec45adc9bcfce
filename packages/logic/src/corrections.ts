// Where glass-easel 0.12.1 and its adapter need correcting from outside. Each correction names its reason; when
// the packages are updated, every one of them is to be looked at again.
import * as glassEasel from 'glass-easel'
import type { CodeSpace } from 'glass-easel-miniprogram-adapter'
import { host } from './host'
import type { MirrorNode } from './mirror_node'
import type { Rect, ScrollOffset } from './questions'
import { shortenCreation } from './short_creation'
import { shortenUpdates } from './short_updates'
import { changeListener, listenerWrapper } from './wxs'

type Builder = Record<string, unknown> & {
  c(element: object, classes: string): void
  y(element: object, style: string): void
}
type Content = (name: string) => ((builder: Builder, ...rest: unknown[]) => unknown) | undefined

/**
 * The runtime removes several dynamic slots with indexes that its own removals have made stale, throws, and the
 * rest of the update is lost. Given one by one, the last first, the indexes stay right.
 */
export function correctDynamicSlots(): void {
  const prototype = glassEasel.ShadowRoot.prototype
  const original = prototype.setDynamicSlotHandler
  type Slot = { slotNodes?: { parentIndex: number }[] }
  const position = (slot: unknown) => (slot as Slot).slotNodes?.[0]?.parentIndex ?? -1
  prototype.setDynamicSlotHandler = function (names, insert, remove, update) {
    const removeEach: typeof remove = (slots) => {
      const present = slots.filter((slot) => position(slot) >= 0)
      for (const slot of present.sort((a, b) => position(b) - position(a))) remove([slot])
    }
    original.call(this, names, insert, removeEach, update)
  }
}

/**
 * The adapter gives ids a random prefix and does not write them to the backend; `#id` styles and queries of the
 * view would miss their elements.
 */
export function correctIds(space: CodeSpace): void {
  space.getComponentSpace().updateComponentOptions({ writeIdToDOM: true })
  // Marked internal in the adapter: there is no public way to the options of each component.
  const adapter = space as unknown as {
    prepareComponentOptions(path: string, options?: object): [Record<string, unknown>, unknown]
  }
  const original = adapter.prepareComponentOptions
  adapter.prepareComponentOptions = function (path, options) {
    const prepared = original.call(this, path, options)
    // A property called `id` would take the place of the element's own, before there is any data to keep it in.
    Object.assign(prepared[0], { idPrefixGenerator: null, writeIdToDOM: true, writeFieldsToNode: false })
    return prepared
  }
}

/**
 * Templates of compiler 1.2.1 call four methods for `class:` and `style:` directives that the runtime does not
 * have. They go to its prototype, which is reachable only from inside a template.
 */
export function withDirectives(content: unknown): unknown {
  return (name: string) => {
    const render = (content as Content)(name)
    return render && ((builder: Builder, ...rest: unknown[]) => {
      addDirectives(Object.getPrototypeOf(builder) as Builder)
      return render(builder, ...rest)
    })
  }
}

function addDirectives(prototype: Builder): void {
  if (prototype.e) return
  shortenCreation(prototype as never)
  shortenUpdates(prototype as never)
  const classes = perElement<string>()
  const styles = perElement<[name: string, value: unknown]>()
  const setClasses = (builder: Builder, element: object) => builder.c(element, classes(element).filter(Boolean).join(' '))
  const setStyles = (builder: Builder, element: object) => {
    const shown = styles(element).filter((entry) => entry?.[1] !== undefined)
    builder.y(element, shown.map(([name, value]) => `${name}:${value};`).join(''))
  }
  Object.assign(prototype, {
    // The compiler leaves a place here for whoever gives WXS code its instances.
    setFnFilter(this: Builder) {
      this.changePropFilter = changeListener
    },
    setEventListenerWrapper(this: Builder) {
      this.eventListenerWrapper = listenerWrapper
    },
    e(this: Builder, element: object, list: unknown[]) {
      list.forEach((name, index) => {
        if (typeof name === 'string') classes(element)[index] = name
      })
      setClasses(this, element)
    },
    ei(this: Builder, element: object, index: number, name: string) {
      classes(element)[index] = name
      setClasses(this, element)
    },
    w(this: Builder, element: object, list: unknown[]) {
      for (let index = 0; index < list.length; index += 2) {
        if (typeof list[index + 1] === 'string') styles(element)[index / 2] = [String(list[index]), list[index + 1]]
      }
      setStyles(this, element)
    },
    wi(this: Builder, element: object, index: number, value: unknown) {
      const entry = styles(element)[index]
      if (entry) entry[1] = value
      setStyles(this, element)
    },
  })
}

function perElement<T>(): (element: object) => T[] {
  const lists = new WeakMap<object, T[]>()
  return (element) => {
    let list = lists.get(element)
    if (!list) lists.set(element, (list = []))
    return list
  }
}

/** The adapter invents a random class prefix for a component without style sheet; the compile side has one for each. */
export function styleScope(path: string): string {
  return host.styleScope(path)
}

interface Updates {
  applyDataUpdates(...rest: unknown[]): void
  _$recUpdateLevel: number
  _$doingUpdates: unknown
}

const updating = new Set<Updates>()

/**
 * An update that does not come to its end (the turn was stopped, or memory ended) leaves the runtime believing that it is
 * still on: every later one of that component would be taken for one inside it.
 */
export function correctEndedUpdates(): void {
  const prototype = glassEasel.DataGroup.prototype as unknown as Updates
  const original = prototype.applyDataUpdates
  prototype.applyDataUpdates = function (...rest) {
    if (updating.has(this)) return original.apply(this, rest)
    updating.add(this)
    original.apply(this, rest)
    updating.delete(this)
  }
}

/** At the end of a turn, when none can be on. */
export function endUpdates(): void {
  for (const updates of updating) {
    updates._$recUpdateLevel = 0
    updates._$doingUpdates = null
  }
  updating.clear()
}

/** The adapter writes margins that an observer was not given as `undefinedpx`. */
export function correctMargin(margin: string): string {
  return margin.replaceAll('undefinedpx', '0px')
}

/**
 * A component with a virtual host has no node of its own, so the backend is never told what it listens to: a tap that
 * only such a host wants would not be asked for.
 */
export function correctVirtualHosts(): void {
  const prototype = glassEasel.Element.prototype
  const original = prototype.addListener
  prototype.addListener = function (name, listener, options) {
    const context = this.getBackendContext() as { want?: (type: string) => void } | null
    context?.want?.(name)
    original.call(this, name, listener, options)
  }
}

/** `SlotMode.Single`; the package exports it as a `const enum` only. */
const SINGLE_SLOT = 1

type Host = glassEasel.GeneralComponent
const filledHosts = new Set<Host>()

/**
 * The runtime puts content into several slots one node after the other, and looks for the place of each by what the
 * slots are known to hold, which is updated only after the last: content that is written in another order than the
 * slots are stands in the order in which it is written. Remembered here, put in order by `settleSlots`.
 */
export function correctSlotOrder(): void {
  const statics = glassEasel.Element as unknown as { insertChildComposed(parent: glassEasel.Element, ...rest: unknown[]): void }
  const original = statics.insertChildComposed
  statics.insertChildComposed = function (parent, ...rest) {
    original.call(this, parent, ...rest)
    let host: glassEasel.Element | null = parent
    while (host?.isInheritSlots()) host = host.parentNode
    if (!host || !glassEasel.Component.isComponent(host)) return
    const root = host.getShadowRoot()
    if (root && root.getSlotMode() !== SINGLE_SLOT) filledHosts.add(host)
  }
}

/** At the end of a turn: nodes with slots in them get their children in the order of the slots. */
export function settleSlots(): void {
  if (filledHosts.size === 0) return
  const holders = new Set<glassEasel.Element>()
  for (const host of filledHosts) {
    host.getShadowRoot()?.forEachSlot((slot) => {
      let holder: glassEasel.Element | null = slot
      while (holder?.isVirtual()) holder = holder.getComposedParent()
      if (holder) holders.add(holder)
    })
  }
  filledHosts.clear()
  for (const holder of holders) {
    const node = holder.getBackendElement() as unknown as MirrorNode | null
    const children: MirrorNode[] = []
    holder.forEachNonVirtualComposedChild((child) => {
      children.push(child.getBackendElement() as unknown as MirrorNode)
    })
    node?.arrange(children)
  }
}

/**
 * For `selectViewport().scrollOffset()` the adapter asks for the rectangle of the page's host node, and takes its members
 * for how far the page has scrolled. Nothing else ever asks for that node's rectangle: no selector of a page finds it.
 */
export function viewportOffset(answer: (rect: Rect) => void): (offset: ScrollOffset) => void {
  return ({ scrollLeft, scrollTop, scrollWidth, scrollHeight }) =>
    answer({ left: scrollLeft, top: scrollTop, width: scrollWidth, height: scrollHeight })
}
