// Matchers of pages, of the phone, and of what was called.
import { equals, iterableEquality, subsetEquality } from '@vitest/expect'
import type { Bridge, Page, Phone } from '@sampan/driver'

import { equal } from './locator'
import { bound, type Matchers } from './matcher'
import type { Waiting } from './retry'
import { screenshot, type ScreenshotMatcher } from './screenshot'
import { shown } from './words'

export interface PageMatchers extends ScreenshotMatcher {
  /** The address in the web-view; of a page without one, its path. */
  toHaveURL(url: string | RegExp, options?: Waiting): Promise<void>
  /** What stands in the navigation bar. */
  toHaveTitle(title: string | RegExp, options?: Waiting): Promise<void>
  not: PageMatchers
}

export interface PhoneMatchers {
  /** The paths of the open pages, bottom first. */
  toHavePages(paths: string[], options?: Waiting): Promise<void>
  not: PhoneMatchers
}

export interface BridgeMatchers {
  /** A call with these among its arguments; `expect.any` and its kin may stand in them. */
  toHaveCalled(name: string, args?: unknown, options?: Waiting): Promise<void>
  toHaveCalledTimes(name: string, times: number, options?: Waiting): Promise<void>
  not: BridgeMatchers
}

const holds = (args: unknown, wanted: unknown): boolean =>
  wanted === undefined || equals(args, wanted, [iterableEquality, subsetEquality])

const page: Matchers<Page> = {
  toHaveURL: {
    words: (url: string | RegExp) => `have URL ${shown(url)}`,
    options: (_: unknown, options?: Waiting) => options,
    look: async (page, _, url: string | RegExp) => {
      const actual = await page.url()
      return { actual, holds: url instanceof RegExp ? url.test(actual) : actual === url }
    },
  },
  toHaveTitle: {
    words: (title: string | RegExp) => `have title ${shown(title)}`,
    options: (_: unknown, options?: Waiting) => options,
    look: async (page, _, title: string | RegExp) => {
      const actual = await page.title()
      return { actual, holds: equal(actual, title) }
    },
  },
}

const phone: Matchers<Phone> = {
  toHavePages: {
    words: (paths: string[]) => `have the pages ${shown(paths)}`,
    options: (_: unknown, options?: Waiting) => options,
    look: async (phone, _, paths: string[]) => {
      const actual = (await phone.state()).pages.map(({ path }) => path)
      return { actual, holds: equals(actual, paths) }
    },
  },
}

const bridge: Matchers<Bridge> = {
  toHaveCalled: {
    words: (name: string, args?: unknown) => `have called ${name}${args === undefined ? '' : ` with ${shown(args)}`}`,
    options: (_: string, __?: unknown, options?: Waiting) => options,
    look: async (bridge, _, name: string, args?: unknown) => {
      const calls = await bridge.calls()
      const same = calls.filter((call) => call.name === name)
      const found = same.some((call) => holds(call.args, args))
      const instead = same.length > 0 ? same.map((call) => call.args) : [...new Set(calls.map((call) => call.name))]
      return { actual: instead, holds: found }
    },
  },
  toHaveCalledTimes: {
    words: (name: string, times: number) => `have called ${name} ${times} times`,
    options: (_: string, __: number, options?: Waiting) => options,
    look: async (bridge, _, name: string, times: number) => {
      const actual = (await bridge.calls(name)).length
      return { actual, holds: actual === times }
    },
  },
}

export const pageMatchers = (subject: Page): PageMatchers => bound('the page', subject, page, () => ({ toHaveScreenshot: screenshot(subject) }))
export const phoneMatchers = (subject: Phone): PhoneMatchers => bound('the phone', subject, phone)
export const bridgeMatchers = (subject: Bridge): BridgeMatchers => bound('the bridge', subject, bridge)
