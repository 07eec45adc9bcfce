// Matchers of elements.
import type { Locator } from '@sampan/driver'

import { bound, type Matcher, type Matchers, once } from './matcher'
import type { Waiting } from './retry'
import { screenshot, type ScreenshotMatcher } from './screenshot'
import { nameOf, shown } from './words'

type Text = string | RegExp

export interface TextOptions extends Waiting {
  ignoreCase?: boolean
}

/** Each waits until it is so. A text is compared without white space around it and with one space in the place of more. */
export interface LocatorMatchers extends ScreenshotMatcher {
  toBeVisible(options?: Waiting): Promise<void>
  toBeHidden(options?: Waiting): Promise<void>
  toBeAttached(options?: Waiting): Promise<void>
  toBeEnabled(options?: Waiting): Promise<void>
  toBeDisabled(options?: Waiting): Promise<void>
  toBeChecked(options?: Waiting & { checked?: boolean }): Promise<void>
  /** All of the text; of a list, the texts of all elements. */
  toHaveText(text: Text | Text[], options?: TextOptions): Promise<void>
  toContainText(text: Text | Text[], options?: TextOptions): Promise<void>
  toHaveCount(count: number, options?: Waiting): Promise<void>
  toHaveValue(value: Text, options?: Waiting): Promise<void>
  /** Without a value: that it has the attribute. */
  toHaveAttribute(name: string, value?: Text, options?: Waiting): Promise<void>
  /** All of its classes, or a pattern that they match. */
  toHaveClass(classes: Text, options?: Waiting): Promise<void>
  toHaveId(id: Text, options?: Waiting): Promise<void>
  not: LocatorMatchers
}

export const normal = (text: string): string => text.replace(/\s+/g, ' ').trim()

const cased = (text: string, options?: TextOptions): string => (options?.ignoreCase ? text.toLowerCase() : text)

export const equal = (actual: string, wanted: Text, options?: TextOptions): boolean =>
  wanted instanceof RegExp ? wanted.test(actual) : cased(normal(actual), options) === cased(normal(wanted), options)

const contains = (actual: string, wanted: Text, options?: TextOptions): boolean =>
  wanted instanceof RegExp ? wanted.test(actual) : cased(normal(actual), options).includes(cased(normal(wanted), options))

type Compare = (actual: string, wanted: Text, options?: TextOptions) => boolean

const texts = (
  verb: string,
  compare: Compare,
  all: (actual: string[], wanted: Text[], is: (actual: string, wanted: Text) => boolean) => boolean,
): Matcher<Locator, [Text | Text[], TextOptions?]> => ({
  words: (text) => `${verb} ${shown(text)}`,
  options: (_, options) => options,
  look: async (locator, left, text, options) => {
    if (!Array.isArray(text)) {
      const actual = await locator.textContent({ timeout: left })
      return { actual: normal(actual), holds: compare(actual, text, options) }
    }
    const actual = (await locator.allTextContents()).map(normal)
    return { actual, holds: all(actual, text, (one, wanted) => compare(one, wanted, options)) }
  },
})

/** What is asked of one element: a value, compared with the text that is wanted. */
const value = (
  verb: string,
  read: (locator: Locator, left: number) => Promise<string | null>,
): Matcher<Locator, [Text, Waiting?]> => ({
  words: (wanted) => `${verb} ${shown(wanted)}`,
  options: (_, options) => options,
  look: async (locator, left, wanted) => {
    const actual = await read(locator, left)
    return { actual, holds: actual !== null && (wanted instanceof RegExp ? wanted.test(actual) : actual === wanted) }
  },
})

const flag = (words: string, read: (locator: Locator, left: number) => Promise<boolean>): Matcher<Locator, [Waiting?]> => ({
  words: () => words,
  options: (options) => options,
  look: async (locator, left) => ({ actual: undefined, holds: await read(locator, left) }),
})

const matchers: Matchers<Locator> = {
  toBeEnabled: flag('be enabled', (locator, timeout) => locator.isEnabled({ timeout })),
  toBeDisabled: flag('be disabled', async (locator, timeout) => !(await locator.isEnabled({ timeout }))),
  toBeChecked: {
    words: (options?: { checked?: boolean }) => (options?.checked === false ? 'be unchecked' : 'be checked'),
    options: (options?: Waiting) => options,
    look: async (locator, timeout, options?: { checked?: boolean }) => {
      const actual = await locator.isChecked({ timeout })
      return { actual: actual ? 'checked' : 'unchecked', holds: actual === (options?.checked ?? true) }
    },
  },
  toHaveText: texts('have text', equal, (actual, wanted, is) => {
    return actual.length === wanted.length && wanted.every((text, index) => is(actual[index]!, text))
  }),
  toContainText: texts('contain text', contains, (actual, wanted, is) => {
    let at = 0
    for (const text of actual) if (at < wanted.length && is(text, wanted[at]!)) at++
    return at === wanted.length
  }),
  toHaveCount: {
    words: (count: number) => `have ${count} elements`,
    options: (_: number, options?: Waiting) => options,
    look: async (locator, _, count: number) => {
      const actual = await locator.count()
      return { actual, holds: actual === count }
    },
  },
  toHaveValue: value('have value', (locator, timeout) => locator.inputValue({ timeout })),
  toHaveClass: value('have class', (locator, timeout) => locator.getAttribute('class', { timeout })),
  toHaveId: value('have id', (locator, timeout) => locator.getAttribute('id', { timeout })),
  toHaveAttribute: {
    words: (name: string, wanted?: Text) => `have attribute ${name}${wanted === undefined ? '' : ` ${shown(wanted)}`}`,
    options: (_: string, __?: Text, options?: Waiting) => options,
    look: async (locator, timeout, name: string, wanted?: Text) => {
      const actual = await locator.getAttribute(name, { timeout })
      const holds = actual !== null && (wanted === undefined || (wanted instanceof RegExp ? wanted.test(actual) : actual === wanted))
      return { actual, holds }
    },
  },
}

type State = 'visible' | 'hidden' | 'attached' | 'detached'

/** These the page itself waits for. */
const states = (locator: Locator, negated: boolean) => {
  const wait = (word: string, yes: State, no: State) => (options?: Waiting) => {
    const stack = String(new Error().stack)
    const what = `${nameOf(locator)} ${negated ? 'not ' : ''}to be ${word}`
    return once(what, stack, options?.timeout, (timeout) => locator.waitFor({ state: negated ? no : yes, timeout }))
  }
  return {
    toBeVisible: wait('visible', 'visible', 'hidden'),
    toBeHidden: wait('hidden', 'hidden', 'visible'),
    toBeAttached: wait('attached', 'attached', 'detached'),
  }
}

export const locatorMatchers = (locator: Locator): LocatorMatchers =>
  bound(nameOf(locator), locator, matchers, (negated) => ({
    ...states(locator, negated),
    toHaveScreenshot: screenshot(locator),
  }))
