// `<navigation-bar>`: an element that is no part of the page but speaks for its bar. (`<page-meta>` is the view's.)
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'

type Call = (options: object) => Promise<unknown>

export class NavigationBar {
  private told: Record<string, unknown> = {}

  constructor(private readonly mirror: Mirror) {}

  /** At the end of a turn, of the page that is on top: the calls of `wx` are about that one. */
  tell(): void {
    const node = this.mirror.navigationBar()
    if (!node) return
    const now = attributes(node)
    const changed = Object.keys(now).filter((name) => now[name] !== this.told[name])
    if (changed.length === 0) return
    const had = this.told
    this.told = now
    const has = (...names: string[]) => names.some((name) => changed.includes(name))
    if (has('title')) call('setNavigationBarTitle', { title: String(now.title ?? '') })
    if (has('loading') && (now.loading || had.loading)) call(now.loading ? 'showNavigationBarLoading' : 'hideNavigationBarLoading', {})
    if (has('front-color', 'background-color')) this.color(now)
  }

  private color(now: Record<string, unknown>): void {
    const [frontColor, backgroundColor] = [now['front-color'], now['background-color']]
    if (frontColor === undefined || backgroundColor === undefined) return
    const animation = { duration: Number(now['color-animation-duration'] ?? 0), timingFunc: String(now['color-animation-timing-func'] ?? 'linear') }
    call('setNavigationBarColor', { frontColor, backgroundColor, animation })
  }
}

const NAMES = ['title', 'loading', 'front-color', 'background-color', 'color-animation-duration', 'color-animation-timing-func']

function attributes(node: MirrorNode): Record<string, unknown> {
  const has = (name: string) => node.attributes.has(name) && node.attributes.get(name) !== ''
  return Object.fromEntries(NAMES.filter(has).map((name) => [name, node.attributes.get(name)]))
}

function call(name: string, options: object): void {
  const { wx } = globalThis as unknown as { wx: Record<string, Call | undefined> }
  // What is wrong with it is in the trace like any other call.
  wx[name]?.(options)?.catch?.(() => {})
}
