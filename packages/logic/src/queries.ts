// Functions of `wx` that are a matter between the logic layer and the view, so that nobody has to be asked: queries are
// about the page on top, unless a component is given.
import { Animation } from './animation'
import { loadFontFace } from './fonts'
import { settleWith } from './context'
import { getCurrentPages, hideKeyboard, pageScrollTo, type ScrollOptions } from './page'

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

export const queries = {
  hideKeyboard: (options: unknown): unknown =>
    settleWith(options, 'hideKeyboard', (done) => {
      hideKeyboard()
      done({})
    }),
  pageScrollTo: (options: ScrollOptions = {}): unknown =>
    settleWith(options, 'pageScrollTo', (done) => {
      pageScrollTo(options)
      void Promise.resolve().then(() => done({}))
    }),
  loadFontFace,
  createAnimation: (options?: object) => new Animation(options),
  createSelectorQuery: () => top().createSelectorQuery(),
  createIntersectionObserver: (component?: Queries, options?: unknown) => (component ?? top()).createIntersectionObserver(options),
  createMediaQueryObserver: (component?: Queries) => (component ?? top()).createMediaQueryObserver(),
}
