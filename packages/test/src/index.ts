// What a spec imports.
export { expect } from './expect/expect'
export type { FixtureOptions } from './registry'
export type { Body, TestInfo } from './suite'
export { type Fixtures, Messages, type PhoneOptions } from './fixtures'
export { test, type TestType } from './test'
export * from '@sampan/driver'
