// What every page and component has beside what the adapter gives it: animations, the tabBar of its page, and what is
// there for old programs only.
import * as glassEasel from 'glass-easel'
import { component as adapter } from 'glass-easel-miniprogram-adapter'
import { guarded } from './error'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'
import { setUpSelectors } from './selector'

type Caller = Record<string, unknown> & { _$: glassEasel.GeneralComponent }
type Callback = (() => void) | undefined

/** The last parameter of `animate` when scrolling takes the place of time. */
interface ScrollTimeline {
  scrollSource: string
  orientation?: string
  startScrollOffset?: number
  endScrollOffset?: number
  timeRange?: number
}

const tabBars = new WeakMap<Mirror, unknown>()

/** The instance of `custom-tab-bar/index` in a page. */
export function setTabBar(mirror: Mirror, instance: unknown): void {
  tabBars.set(mirror, instance)
}

function mirrorOf(caller: Caller): Mirror {
  return caller._$.getBackendContext() as unknown as Mirror
}

/** The view's nodes that a selector means in a component; those without a node of their own are left out. */
function find(caller: Caller, selector: string): MirrorNode[] {
  const found = caller._$.getShadowRoot()?.querySelectorAll(String(selector)) ?? []
  return found.flatMap((element) => (element.getBackendElement() as unknown as MirrorNode | null) ?? [])
}

/** Asks the view about each node, and calls back once when all have answered. */
function askAll(caller: Caller, nodes: MirrorNode[], kind: string, options: unknown, more: number, done: Callback): void {
  const { questions, motions, later } = mirrorOf(caller)
  let left = nodes.length
  const finish = () => done && guarded(() => done.call(caller))
  if (left === 0) return later(finish, 0)
  for (const node of nodes) motions.add(node, kind, options)
  for (const node of nodes) questions.ask(node, kind, options, () => (left -= 1) === 0 && finish(), null, more)
}

function animate(this: Caller, selector: string, frames: unknown[], duration: number, last?: Callback | ScrollTimeline): void {
  const nodes = find(this, selector)
  const isTimed = typeof last !== 'object' || last === null
  if (isTimed) return askAll(this, nodes, 'animate', [frames, duration, null], Number(duration) || 0, last as Callback)
  const source = find(this, last.scrollSource)[0]
  if (!source) return
  const timeline = { ...last, scrollSource: source.number }
  // It has no end that could be told; asked all the same, so that it waits for the view.
  askAll(this, nodes, 'animate', [frames, duration, timeline], 0, undefined)
}

function clearAnimation(this: Caller, selector: string, options?: object | Callback, callback?: Callback): void {
  const done = typeof options === 'function' ? (options as Callback) : callback
  const names = typeof options === 'object' && options ? Object.keys(options).filter((name) => (options as Record<string, unknown>)[name]) : null
  askAll(this, find(this, selector), 'clearAnimation', names, 0, done)
}

function getTabBar(this: Caller, callback?: (bar: unknown) => void): unknown {
  const bar = tabBars.get(mirrorOf(this)) ?? null
  if (typeof callback === 'function') guarded(() => callback.call(this, bar))
  return bar
}

/** The functions of `wx` that lead to pages, with addresses that begin at a page or component. */
function router(property: string, from: (caller: Caller) => string): PropertyDescriptor {
  const names = ['switchTab', 'reLaunch', 'redirectTo', 'navigateTo', 'navigateBack']
  return {
    configurable: true,
    get(this: Caller) {
      const { wx } = globalThis as unknown as { wx: Record<string, (options: object) => unknown> }
      const call = (name: string) => (options: { url?: string } = {}) =>
        wx[name]?.(options.url === undefined ? options : { ...options, url: absolute(options.url, from(this)) })
      return Object.fromEntries(names.map((name) => [name, call(name)]))
    },
    set(this: Caller, value: unknown) {
      // A program that has something of this name of its own is not to notice.
      Object.defineProperty(this, property, { value, writable: true, enumerable: true, configurable: true })
    },
  }
}

function absolute(url: string, from: string): string {
  if (url.startsWith('/')) return url
  const parts = from.split('/').slice(0, -1)
  const [path = '', ...query] = url.split('?')
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return ['/' + parts.join('/'), ...query].join('?')
}

export function setUpInstances(pathOf: (page: number) => string): void {
  const methods: Record<string, unknown> = {
    animate,
    clearAnimation,
    getTabBar,
    getPageId(this: Caller) {
      return `pageId:${mirrorOf(this).page}`
    },
    // Both are about how a phone renders; there is nothing to measure or to keep here.
    setUpdatePerformanceListener() {},
    setInitialRenderingCache() {},
  }
  const prototype = adapter.ComponentCaller.prototype as object
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
  setUpSelectors(prototype)
  Object.defineProperty(prototype, 'router', router('router', (caller) => caller._$.is))
  Object.defineProperty(prototype, 'pageRouter', router('pageRouter', (caller) => pathOf(mirrorOf(caller).page)))
}
