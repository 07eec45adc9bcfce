// `toHaveScreenshot`: the picture is taken and compared by the runner, which has the files.
import type { Locator, Page } from '@sampan/driver'

import { current } from '../current'
import { host } from '../host'

export interface ScreenshotOptions {
  /** Milliseconds; else the run's `expect` time. */
  timeout?: number
  /** How much a colour may differ, from 0 to 1; 0.1 where nothing is said. */
  threshold?: number
  /** Pixels that may differ; none where nothing is said. */
  maxDiffPixels?: number
  /** The same as a part of all, from 0 to 1. */
  maxDiffPixelRatio?: number
}

export interface ScreenshotMatcher {
  /** Takes pictures until one is like the one that is kept beside the spec. Without a name it has that of the test. */
  toHaveScreenshot(name?: string, options?: ScreenshotOptions): Promise<void>
  toHaveScreenshot(options?: ScreenshotOptions): Promise<void>
}

export const screenshot =
  (subject: Page | Locator) =>
  async (first?: string | ScreenshotOptions, second?: ScreenshotOptions): Promise<void> => {
    const { test } = current
    if (!test) throw new Error('toHaveScreenshot belongs into a test, and none runs')
    const { timeout, ...options } = (typeof first === 'string' ? second : first) ?? {}
    const own = `${test.info.titlePath.join(' ')} ${++test.pictures}`
    await test.connection.call(
      'Snapshot.match' as never,
      {
        in: subject.where,
        steps: subject.steps,
        name: typeof first === 'string' ? first.replace(/\.png$/, '') : own,
        timeout: Math.ceil(timeout ?? host().settings.expectTimeout),
        ...options,
      } as never,
    )
  }
