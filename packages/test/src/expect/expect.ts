// `expect`: the matchers people know, from Vitest's; those that wait; and those for what belongs to a phone.
import './environment'

import {
  ASYMMETRIC_MATCHERS_OBJECT,
  type Assertion,
  type AsymmetricMatchersContaining,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  type MatchersObject,
  setState,
} from '@vitest/expect'
import * as chai from 'chai'

import { Bridge, Locator, Page, Phone } from '@sampan/driver'

import { current } from '../current'
import { Messages } from '../fixtures'
import { locatorMatchers, type LocatorMatchers } from './locator'
import {
  bridgeMatchers,
  type BridgeMatchers,
  pageMatchers,
  type PageMatchers,
  phoneMatchers,
  type PhoneMatchers,
} from './phone'
import { retry, type Waiting } from './retry'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
chai.config.truncateThreshold = 200

/** Every matcher of a value, tried until it holds. */
export type Polled<T> = Assertion<Promise<void>, T>

export interface PollOptions extends Waiting {
  message?: string
}

/** The matchers of a value; what belongs to a phone has its own. Of messages, any matcher of a list, tried until it holds. */
type Expected<T> = 0 extends 1 & T
  ? Assertion<void, T>
  : T extends Locator
    ? LocatorMatchers
    : T extends Page
      ? PageMatchers
      : T extends Phone
        ? PhoneMatchers
        : T extends Bridge
          ? BridgeMatchers
          : T extends Messages
            ? Polled<unknown[]>
            : Assertion<void, T> & ToPass

export interface Expect extends AsymmetricMatchersContaining {
  <T>(value: T, message?: string): Expected<T>
  /** A failure is told, and the test goes on. */
  soft<T>(value: T, message?: string): Expected<T>
  /** Asks again and again until the matcher holds. */
  poll<T>(read: () => T, options?: PollOptions): Polled<Awaited<T>>
  /** Matchers of your own, as Jest has them. */
  extend(matchers: MatchersObject): void
  any(constructor: unknown): any
  anything(): any
  not: AsymmetricMatchersContaining
}

interface ToPass {
  /** Of a function: runs it again and again until it throws nothing. */
  toPass(options?: Waiting): Promise<void>
}

const assertion = (value: unknown, message?: string): any => chai.expect(value, message)

/** What belongs to a phone has matchers of its own; those of a value would look once and at an object of ours. */
const expected = (value: unknown, message?: string): any => {
  if (value instanceof Locator) return locatorMatchers(value)
  if (value instanceof Page) return pageMatchers(value)
  if (value instanceof Phone) return phoneMatchers(value)
  if (value instanceof Bridge) return bridgeMatchers(value)
  if (value instanceof Messages) return polled(() => value.list(), 'the messages', {})
  return assertion(value, message)
}

/** Matchers by name, tried on what `read` gives until they hold. */
export const polled = (read: (left: number) => unknown, what: string, options: PollOptions, negated = false): any =>
  new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'not') return polled(read, what, options, !negated)
        // A promise it is not: `await expect.poll(…)` without a matcher is a mistake that would otherwise hang.
        if (name === 'then' || typeof name === 'symbol') return undefined
        return (...args: unknown[]) => {
          const stack = String(new Error().stack)
          const check = async (left: number) => {
            const tested = assertion(await read(left), options.message)
            await (negated ? tested.not : tested)[name](...args)
          }
          return retry(check, `${what} ${negated ? 'not.' : ''}${name}`, stack, options)
        }
      },
    },
  )

/** What throws is noted in the test, which goes on. */
const softly = (tested: any): any =>
  new Proxy(tested, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member instanceof chai.Assertion ? softly(member) : member
      return (...args: unknown[]) => {
        try {
          const result = member.apply(target, args)
          return result instanceof Promise ? result.catch(note) : result
        } catch (error) {
          note(error)
        }
      }
    },
  })

const note = (error: unknown): void => {
  if (!current.test) throw error
  current.test.soft.push(error)
}

chai.util.addMethod(chai.Assertion.prototype, 'toPass', function (this: any, options: Waiting = {}) {
  const body = chai.util.flag(this, 'object')
  if (typeof body !== 'function') throw new TypeError('toPass is for a function')
  return retry(() => body(), 'expect(…).toPass', String(new Error().stack), options)
})

export const expect: Expect = Object.assign(expected, chai.expect, {
  soft: (value: unknown, message?: string) => softly(expected(value, message)),
  poll: (read: () => unknown, options: PollOptions = {}) => polled(read, 'expect.poll', options),
  extend: (matchers: MatchersObject) => (chai.expect as any).extend(expect, matchers),
  ...(globalThis as any)[ASYMMETRIC_MATCHERS_OBJECT],
})

// Where Vitest's matchers look for the state of `expect`.
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true })
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect as never)
