// Where glass-easel 0.12.1 and its adapter need correcting from outside. Each correction names its reason; when
// the packages are updated, every one of them is to be looked at again.
import * as glassEasel from 'glass-easel'
import type { CodeSpace } from 'glass-easel-miniprogram-adapter'

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
    Object.assign(prepared[0], { idPrefixGenerator: null, writeIdToDOM: true })
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
  const classes = perElement<string>()
  const styles = perElement<[name: string, value: unknown]>()
  const setClasses = (builder: Builder, element: object) => builder.c(element, classes(element).filter(Boolean).join(' '))
  const setStyles = (builder: Builder, element: object) => {
    const shown = styles(element).filter((entry) => entry?.[1] !== undefined)
    builder.y(element, shown.map(([name, value]) => `${name}:${value};`).join(''))
  }
  Object.assign(prototype, {
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

/** The adapter invents a random class prefix for a component without style sheet; a page would never look the same twice. */
export function styleScope(path: string): string {
  let hash = 5381
  for (let index = 0; index < path.length; index += 1) hash = ((hash * 33) ^ path.charCodeAt(index)) >>> 0
  return `s${hash.toString(36)}`
}
