// The test that runs now.
import type { Connection } from '@sampan/driver'

import type { TestInfo } from './suite'
import type { Channel } from './transport'

export interface Step {
  title: string
  /** Steps around it. */
  depth: number
  start: number
  milliseconds: number
  failed: boolean
}

export interface Running {
  info: TestInfo
  steps: Step[]
  depth: number
  /** Pictures that have been compared without a name. */
  pictures: number
  /** The way to its phone. */
  channel: Channel
  connection: Connection
  /** Failures that do not end the test: of `expect.soft`. */
  soft: unknown[]
  /** Milliseconds since it began. */
  elapsed(): number
  setTimeout(milliseconds: number): void
}

export const current: { test: Running | undefined } = { test: undefined }
