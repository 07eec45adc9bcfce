// What a spec imports.
export { expect } from './expect/expect'
export type { Body, TestInfo } from './suite'
export { Messages } from './fixtures'
export { test } from './test'
export * from '@sampan/driver'
