// `Page.…` of a page that the mini program draws.
import { pageOf } from '../page'
import { find, findByPath, handle } from './find'
import { at } from './path'
import { askView } from './view'

interface OfPage {
  pageId: number
}

type Instance = Record<string, unknown> & { setData(data: object, done: () => void): void }

function opened({ pageId }: OfPage): NonNullable<ReturnType<typeof pageOf>> {
  const page = pageOf(pageId)
  if (!page) throw new Error(`page ${pageId} is not open any more`)
  return page
}

export function first<T>(found: T[], selector: string): T {
  const [one] = found
  if (one === undefined) throw new Error(`no such element: ${selector}`)
  return one
}

/** Calls a method of a page or a component. */
export function callMethod(instance: Record<string, unknown>, name: string, method: string, args: unknown[] = []): unknown {
  const found = instance[method]
  if (typeof found !== 'function') throw new Error(`${name}.${method} not exists`)
  const result: unknown = found.apply(instance, args)
  return result instanceof Promise ? result.then((result: unknown) => ({ result })) : { result }
}

/** Answered when the page shows it. */
export function setData(instance: Record<string, unknown>, data: unknown): Promise<unknown> {
  if (data === null || typeof data !== 'object') throw new TypeError('setData takes an object')
  return new Promise((done) => (instance as Instance).setData(data, () => done({})))
}

export const ofPage = {
  getElement: async (params: OfPage & { selector: string }) =>
    handle(first(await find(opened(params), null, params.selector), params.selector)),
  getElements: async (params: OfPage & { selector: string }) => ({
    elements: (await find(opened(params), null, params.selector)).map(handle),
  }),
  getElementByXpath: async (params: OfPage & { selector: string }) =>
    handle(first(await findByPath(opened(params), params.selector), params.selector)),
  getElementsByXpath: async (params: OfPage & { selector: string }) => ({
    elements: (await findByPath(opened(params), params.selector)).map(handle),
  }),
  getData: (params: OfPage & { path?: string }) => ({ data: at(opened(params).instance.data, params.path) }),
  setData: (params: OfPage & { data: unknown }) => setData(opened(params).instance, params.data),
  callMethod: (params: OfPage & { method: string; args?: unknown[] }) => {
    const { instance, path } = opened(params)
    return callMethod(instance, path, params.method, params.args)
  },
  getWindowProperties: async (params: OfPage & { names: string[] }) => {
    const { mirror } = opened(params)
    return { properties: await askView(mirror, mirror.root, 'window', [params.names]) }
  },
}
