// The open pages: created, driven through their hooks, listed for `getCurrentPages`, and destroyed.
import * as glassEasel from 'glass-easel'
import { ensureLaunched, isIndependent } from './app'
import { forgetElements } from './automation/find'
import { addAppStyle, define, EMPTY, ensureRegistered, environment, runReady, space } from './component'
import { settleSlots } from './corrections'
import { forgetData, tellData } from './data'
import { giveFonts } from './fonts'
import { guarded, report } from './error'
import { takeChannel, type EventChannel } from './event_channel'
import { emit, host, wellFormed } from './host'
import { setTabBar, setUpInstances } from './instance'
import { tellListeners } from './listeners'
import { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'
import { navigate } from './navigator'
import { PAGE_HOOKS, Told } from './operations'
import { NavigationBar } from './page_elements'
import { tellUnknown } from './selector'
import { replay } from './stream'
import { setTimeout } from './timers'
import { WebViewWatch } from './web_view'
import { runChangeListeners } from './wxs'

type Query = Record<string, unknown>
type Instance = Record<string, unknown> & { route: string; options: Query; getOpenerEventChannel(): EventChannel }
type Root = ReturnType<ReturnType<typeof environment.associateBackend>['createRoot']>

interface Page {
  id: number
  path: string
  root: Root
  instance: Instance
  mirror: Mirror
  webView: WebViewWatch
  navigationBar: NavigationBar
  /** `custom-tab-bar/index`, on tab pages of a program that draws its tabBar itself. */
  tabBar: Root | null
  /** How large the view is, as soon as that is known. */
  size: { windowWidth: number; windowHeight: number } | null
  /** `onReady` has run: what is attached from now on is ready at the end of its turn. */
  isReady: boolean
  /** The host knows that a view is to show its tree. */
  wantsView: boolean
}

type Message =
  | [Told.Event, ...Parameters<Mirror['event']>]
  | [Told.Answer, number, unknown]
  | [Told.Model, ...Parameters<Mirror['modelChanged']>]
  | [Told.Window, ...Parameters<Mirror['resize']>]
  | [Told.Navigate, number, string, Record<string, unknown>]
  | [Told.Page, string, unknown]
  | [Told.Keyboard, number]

/** Hooks of a page that components take part in, by the name they have in `pageLifetimes`. */
const PAGE_LIFETIMES: Record<string, string> = { onShow: 'show', onHide: 'hide', onResize: 'resize', onRouteDone: 'routeDone' }
/** How long a promise that a page gives for its card may take. */
const SHARE_LIMIT = 3000

const TAB_BAR = 'custom-tab-bar/index'

let appStyle: string | null = null
const pages = new Map<number, Page>()
/** What pages that are about to open left behind when the program ended last. */
const exitStates = new Map<number, unknown>()
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
  ensureLaunched(path)
  appStyle ??= addAppStyle()
  const channel = takeChannel(path)
  const look = define(path, true)
  ensureRegistered(path)
  const given = (query ?? {}) as Query
  const mirror = new Mirror(id, space.getComponentSpace().styleScopeManager, (run, delay) => void setTimeout(run, delay))
  mirror.look = look
  if (isIndependent(path)) mirror.withoutSheet = appStyle
  mirror.onEvent(glassEasel.Event.triggerEvent)
  giveFonts(mirror)
  const root = createRoot(mirror, path, given)
  const instance = root.get() as unknown as Instance
  instance.route = path
  instance.options = given
  instance.getOpenerEventChannel = () => channel
  if (exitStates.has(id)) instance.exitState = exitStates.get(id)
  exitStates.delete(id)
  const webView = new WebViewWatch(id, mirror, again ? undefined : null)
  const page: Page = {
    ...{ id, path, root, instance, mirror, webView, navigationBar: new NavigationBar(mirror) },
    ...{ tabBar: null, size: null, isReady: false, wantsView: false },
  }
  pages.set(id, page)
  if (again?.onStack ?? true) putOnTop(page)
  if (host.customTabBar && host.tabs.includes(path)) addTabBar(page)
  attach(page, root)
  if (page.tabBar) attach(page, page.tabBar)
  callHook(page, 'onLoad', given)
}

function addTabBar(page: Page): void {
  define(TAB_BAR, false)
  ensureRegistered(TAB_BAR)
  const backend = environment.associateBackend(page.mirror.context)
  page.tabBar = guarded(() => backend.createRoot('custom-tab-bar', space, TAB_BAR)) ?? null
  if (page.tabBar) setTabBar(page.mirror, page.tabBar.get())
}

function attach(page: Page, root: Root): void {
  const component = root.getComponent()
  page.mirror.root.appendChild(component.getBackendElement() as never)
  glassEasel.Element.pretendAttached(component)
}

export function setUpPages(): void {
  setUpInstances((id) => pages.get(id)?.path ?? '')
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

/** An open page, by its number. */
export function pageOf(id: number): Page | undefined {
  return pages.get(id)
}

export function callPage(id: number, hook: string, options: unknown): void {
  const page = pages.get(id)
  if (!page) return
  if (hook === 'onShow') putOnTop(page)
  if (hook === 'onReady') {
    page.isReady = true
    runReady()
  }
  callWithLifetime(page, hook, options)
  // A page that is shown again has been ready before; a new one has come with its `onReady`.
  if (hook === 'onReady' || (hook === 'onShow' && page.isReady)) afterRoute(page)
}

/** A hook of the page, and what its components make of it. */
function callWithLifetime(page: Page, hook: string, options: unknown): void {
  const args = options === null || options === undefined ? [] : [options]
  callHook(page, hook, ...args)
  const lifetime = PAGE_LIFETIMES[hook]
  if (!lifetime) return
  for (const root of [page.root, page.tabBar]) root?.getComponent().triggerPageLifetime(lifetime, args as never)
}

/** `onRouteDone` comes in a turn of its own: there is no animation here whose end could be waited for. */
function afterRoute({ id }: Page): void {
  // By its number: a page that is closed before is not to be held until then.
  setTimeout(() => {
    const page = pages.get(id)
    if (page) callWithLifetime(page, 'onRouteDone', null)
  })
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
  forgetElements(page.mirror)
  stack = stack.filter((other) => other !== page)
  guarded(() => {
    for (const root of [page.root, page.tabBar]) {
      if (!root) continue
      page.mirror.root.removeChild(root.getComponent().getBackendElement() as never)
      root.release()
    }
  })
}

export function giveExitState(id: number, data: unknown): void {
  exitStates.set(id, data)
}

/** The program may end now: what the page wants kept for its next start. */
export function saveExitState(id: number, url: string): void {
  const page = pages.get(id)
  if (!page) return
  const hook = page.instance.onSaveExitState
  const given: unknown = typeof hook === 'function' ? guarded(() => hook.call(page.instance)) : undefined
  const { data, expireTimeStamp } = Object(given ?? {}) as { data?: unknown; expireTimeStamp?: unknown }
  const until = typeof expireTimeStamp === 'number' && Number.isFinite(expireTimeStamp) ? expireTimeStamp : null
  const tell = (data: unknown): boolean => (emit({ kind: 'exitState', url, data, until }), true)
  // What has no JSON is told, and the page is kept without it.
  if (guarded(() => tell(data ?? null)) !== true) tell(null)
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
  if (runChangeListeners()) ran = true
  settleSlots()
  for (const page of pages.values()) {
    if (page === stack.at(-1)) page.navigationBar.tell()
    page.webView.tell()
    if (page.webView.isShown) {
      page.wantsView = false
      page.mirror.stream = null
      page.mirror.expectsView = false
    } else if (!page.wantsView) {
      page.wantsView = true
      page.mirror.expectsView = true
      emit({ kind: 'wantsView', page: page.id })
    }
    // Libraries put these hooks on a page that is open already.
    for (const hook in PAGE_HOOKS) if (typeof page.instance[hook] === 'function') page.mirror.wantAlways(PAGE_HOOKS[hook]!)
    flush(page)
    tellData(page)
  }
  return ran
}

function flush({ id, mirror }: Page): void {
  mirror.draw()
  const operations = mirror.stream?.flush()
  if (operations) host.view(id, wellFormed(operations))
}

export interface ScrollOptions {
  scrollTop?: number
  selector?: string
  duration?: number
  offsetTop?: number
}

/** `wx.pageScrollTo`, for the page on top. Where the selector finds nothing, `scrollTop` says where to. */
export function pageScrollTo({ selector, scrollTop, duration, offsetTop }: ScrollOptions): void {
  const page = stack.at(-1)
  if (!page) return
  const { mirror, root } = page
  if (selector) tellUnknown(selector)
  const found = selector ? root.getComponent().getShadowRoot()?.querySelector(String(selector)) : null
  const node = (found?.getBackendElement() ?? mirror.root) as MirrorNode
  mirror.questions.tell(node, 'pageScrollTo', { scrollTop, duration, offsetTop })
}

/** `wx.hideKeyboard`: the field that has the focus loses it. */
export function hideKeyboard(): void {
  const mirror = stack.at(-1)?.mirror
  mirror?.questions.tell(mirror.root, 'blur', null)
}

/** Of the pages on the stack, the one on top last. */
export function openMirrors(): Mirror[] {
  return stack.map((page) => page.mirror)
}

/** The tree of the page on top, or of the page that a component is in. */
export function mirrorOf(component?: unknown): Mirror | null {
  const context = (component as { _$?: glassEasel.GeneralComponent } | undefined)?._$?.getBackendContext()
  if (context) return context as unknown as Mirror
  return stack.at(-1)?.mirror ?? null
}

/** The page's view is there and empty. */
export function showPage(id: number): void {
  const page = pages.get(id)
  if (page?.wantsView) page.mirror.stream = replay(page.mirror)
}

/** What the view has to say, in order. What goes wrong in one does not stop the next. */
export function viewEvents(id: number, events: string): void {
  const page = pages.get(id)
  if (!page) return
  for (const message of JSON.parse(events) as Message[]) guarded(() => take(page, message))
}

function take(page: Page, message: Message): void {
  const { mirror } = page
  switch (message[0]) {
    case Told.Event:
      return mirror.event(message[1], message[2], message[3], message[4], message[5])
    case Told.Answer:
      return mirror.questions.answered(message[1], message[2])
    case Told.Model:
      return mirror.modelChanged(message[1], message[2], message[3])
    case Told.Window:
      return resized(page, message[1])
    case Told.Navigate:
      return navigate(mirror, message[1], message[2], message[3])
    case Told.Page:
      return callHook(page, message[1], message[2])
    case Told.Keyboard:
      return tellListeners('onKeyboardHeightChange', { height: message[1] })
  }
}

/** The first size is no change; only the page on top has the window. */
function resized(page: Page, window: Parameters<Mirror['resize']>[0]): void {
  page.mirror.resize(window)
  const { width: windowWidth, height: windowHeight } = window
  const old = page.size
  const size = (page.size = { windowWidth, windowHeight })
  if (!old || (old.windowWidth === windowWidth && old.windowHeight === windowHeight)) return
  const deviceOrientation = windowWidth > windowHeight ? 'landscape' : 'portrait'
  callWithLifetime(page, 'onResize', { size, deviceOrientation })
  if (page.instance === stack.at(-1)?.instance) tellListeners('onWindowResize', { size })
}

export function share(id: number, hook: string, options: unknown): void {
  const page = pages.get(id)
  const handler = page?.instance[hook]
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
