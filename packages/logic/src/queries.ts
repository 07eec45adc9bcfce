// Functions of `wx` that are a matter between the logic layer and the view, so that nobody has to be asked: queries are
// about the page on top, unless a component is given.
import { Animation } from './animation'
import { loadFontFace } from './fonts'
import { settleWith } from './context'
import { getCurrentPages, hideKeyboard, pageScrollTo } from './page'

interface Queries {
  createSelectorQuery(): unknown
  createIntersectionObserver(options?: unknown): unknown
  createMediaQueryObserver(): unknown
}

function top(): Queries {
  const page = getCurrentPages().at(-1)
  if (!page) throw new Error('no page is open')
  return page as unknown as Queries
}

interface ScrollOptions {
  scrollTop?: number
  selector?: string
  duration?: number
  offsetTop?: number
  success?: (reply: object) => void
  complete?: (reply: object) => void
}

export const queries = {
  hideKeyboard: (options: unknown): unknown =>
    settleWith(options, 'hideKeyboard', (done) => {
      hideKeyboard()
      done({})
    }),
  pageScrollTo: ({ success, complete, ...options }: ScrollOptions): void => {
    pageScrollTo(options)
    const reply = { errMsg: 'pageScrollTo:ok' }
    void Promise.resolve().then(() => (success?.(reply), complete?.(reply)))
  },
  loadFontFace,
  createAnimation: (options?: object) => new Animation(options),
  createSelectorQuery: () => top().createSelectorQuery(),
  createIntersectionObserver: (component?: Queries, options?: unknown) => (component ?? top()).createIntersectionObserver(options),
  createMediaQueryObserver: (component?: Queries) => (component ?? top()).createMediaQueryObserver(),
}
