// The `<web-view>` of one page: notices that it appeared, changed or went, and fires events on it.
import { emit } from './host'
import type { Mirror } from './mirror'

interface Shown {
  src: string
  listeners: string[]
}

const EVENTS = ['message', 'event', 'load', 'error']

export class WebViewWatch {
  constructor(
    private readonly page: number,
    private readonly mirror: Mirror,
    /** `undefined`: there may be one from an earlier run of the program. */
    private told: Shown | null | undefined,
  ) {}

  get isShown(): boolean {
    return Boolean(this.told)
  }

  /** Compares by value: a node that was moved or made anew with the same `src` is the same web-view. */
  tell(): void {
    if (!this.mirror.changed) return
    this.mirror.changed = false
    const shown = this.look()
    if (JSON.stringify(shown) === JSON.stringify(this.told)) return
    this.told = shown
    emit({ kind: 'webView', page: this.page, webView: shown })
  }

  private look(): Shown | null {
    const node = this.mirror.webView()
    if (!node) return null
    const src = node.attributes.get('src')
    const listeners = EVENTS.filter((event) => node.listeners.has(event))
    return { src: src === undefined || src === null ? '' : String(src), listeners }
  }

  fire(event: string, detail: unknown): void {
    const node = this.mirror.webView()
    if (node) this.mirror.fire(node, event, detail)
  }
}
