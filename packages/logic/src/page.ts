// The open pages: created, driven through their hooks, listed for `getCurrentPages`, and destroyed.
import * as glassEasel from 'glass-easel'
import { define, EMPTY, ensureRegistered, environment, runReady, space } from './component'
import { forgetData, tellData } from './data'
import { guarded, report } from './error'
import { emit, host } from './host'
import { Mirror } from './mirror'
import { setTimeout } from './timers'
import { WebViewWatch } from './web_view'

type Query = Record<string, unknown>
type Instance = Record<string, unknown> & { route: string; options: Query }
type Root = ReturnType<ReturnType<typeof environment.associateBackend>['createRoot']>

interface Page {
  id: number
  path: string
  root: Root
  instance: Instance
  mirror: Mirror
  webView: WebViewWatch
  /** `onReady` has run: what is attached from now on is ready at the end of its turn. */
  isReady: boolean
}

/** Hooks of a page that components take part in, by the name they have in `pageLifetimes`. */
const PAGE_LIFETIMES: Record<string, string> = { onShow: 'show', onHide: 'hide', onResize: 'resize', onRouteDone: 'routeDone' }
/** How long a promise of `onShareAppMessage` may take. */
const SHARE_LIMIT = 3000

const pages = new Map<number, Page>()
/** Bottom first. A tab page that is not shown is open but not here. */
let stack: Page[] = []

export function getCurrentPages(): Instance[] {
  return stack.map((page) => page.instance)
}

/**
 * A command that was stopped in the middle is given again; what has been done is not done twice. `again`: the page was
 * open when the program was run anew.
 */
export function openPage(id: number, path: string, query: unknown, again?: { onStack: boolean }): void {
  if (pages.has(id)) return
  define(path, true)
  ensureRegistered(path)
  const given = (query ?? {}) as Query
  const mirror = new Mirror(space.getComponentSpace().styleScopeManager, (run) => void setTimeout(run, 0))
  mirror.onEvent(glassEasel.Event.triggerEvent)
  const root = createRoot(mirror, path, given)
  const instance = root.get() as unknown as Instance
  instance.route = path
  instance.options = given
  const page: Page = { id, path, root, instance, mirror, webView: new WebViewWatch(id, mirror, again ? undefined : null), isReady: false }
  pages.set(id, page)
  if (again?.onStack ?? true) putOnTop(page)
  const component = root.getComponent()
  mirror.root.appendChild(component.getBackendElement() as never)
  glassEasel.Element.pretendAttached(component)
  callHook(page, 'onLoad', given)
}

/** Properties of a page that was made with `Component()` take their values from the query. */
function createRoot(mirror: Mirror, path: string, query: Query): Root {
  const backend = environment.associateBackend(mirror.context)
  const parameters = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
  try {
    return backend.createRoot('page', space, `${path}?${parameters.join('&')}`)
  } catch (error) {
    report(error)
    return backend.createRoot('page', space, EMPTY)
  }
}

/** A tab page is always the bottom of the stack, and shown only when everything above it is gone. */
function putOnTop(page: Page): void {
  stack = host.tabs.includes(page.path) ? [page] : [...stack.filter((other) => other !== page), page]
}

export function callPage(id: number, hook: string, options: unknown): void {
  const page = pages.get(id)
  if (!page) return
  if (hook === 'onShow') putOnTop(page)
  if (hook === 'onReady') {
    page.isReady = true
    runReady()
  }
  const args = options === null || options === undefined ? [] : [options]
  callHook(page, hook, ...args)
  const lifetime = PAGE_LIFETIMES[hook]
  if (lifetime) page.root.getComponent().triggerPageLifetime(lifetime, args as never)
}

function callHook(page: Page, hook: string, ...args: unknown[]): void {
  const handler = page.instance[hook]
  if (typeof handler === 'function') guarded(() => handler.apply(page.instance, args))
}

export function closePage(id: number): void {
  const page = pages.get(id)
  if (!page) return
  callHook(page, 'onUnload')
  pages.delete(id)
  forgetData(id)
  stack = stack.filter((other) => other !== page)
  guarded(() => {
    page.mirror.root.removeChild(page.root.getComponent().getBackendElement() as never)
    page.root.release()
  })
}

export function fireOnWebView(id: number, event: string, detail: unknown): void {
  guarded(() => pages.get(id)?.webView.fire(event, detail))
}

/** A hand of somebody who looks at the page's `data` and changes it. */
export function setData(id: number, data: Record<string, unknown>): void {
  const page = pages.get(id)
  if (page) guarded(() => (page.instance as unknown as { setData(data: unknown): void }).setData(data))
}

/** The end of a turn: tells what has become of the web-views and of the data. True when code of the program ran. */
export function endPages(): boolean {
  let ran = false
  if ([...pages.values()].every((page) => page.isReady)) ran = runReady()
  for (const page of pages.values()) {
    page.webView.tell()
    tellData(page)
  }
  return ran
}

export function share(id: number, options: unknown): void {
  const page = pages.get(id)
  const handler = page?.instance.onShareAppMessage
  if (!page || typeof handler !== 'function') {
    emit({ kind: 'shared', page: id, result: null })
    return
  }
  let isAnswered = false
  const answer = (value: unknown) => {
    if (isAnswered) return
    isAnswered = true
    // Something is always shared: without a usable answer, the page as it is.
    const result = value !== null && typeof value === 'object' ? value : {}
    if (guarded(() => (emit({ kind: 'shared', page: id, result }), true)) !== true) {
      emit({ kind: 'shared', page: id, result: {} })
    }
  }
  const result: unknown = guarded(() => handler.call(page.instance, options))
  const promise = promiseOf(result)
  if (!promise) return answer(result)
  setTimeout(() => answer(result === promise ? {} : withoutPromise(result)), SHARE_LIMIT)
  promise.then(answer, (error: unknown) => {
    report(error)
    answer({})
  })
}

/** The promise itself, or the documented `{promise}` beside default values. */
function promiseOf(result: unknown): Promise<unknown> | null {
  if (result instanceof Promise) return result
  const inner = (result as { promise?: unknown } | null | undefined)?.promise
  return inner instanceof Promise ? inner : null
}

function withoutPromise(result: unknown): unknown {
  const { promise: _, ...rest } = result as Record<string, unknown>
  return rest
}
