// An error as it is told: what it says, a difference, and where in the person's files it came from.
import { processError } from '@vitest/utils/error'

import { host, type Place } from './host'
import { Unhandled } from './rejection'

export interface Failure {
  message: string
  stack: string
  place: Place
}

export const failureOf = (error: unknown): Failure => {
  if (error instanceof Unhandled) {
    const inner = failureOf(error.reason)
    return { ...inner, message: `${error.message}: ${inner.message}` }
  }
  if (!(error instanceof Error)) {
    return { message: `${show(error)} was thrown, which is no Error`, stack: '', place: host().place('') }
  }
  const stack = String(error.stack ?? '')
  return { message: messageOf(error), stack: host().readable(stack), place: host().place(stack) }
}

const messageOf = (error: Error): string => {
  const name = error.name === 'Error' || error.name === 'AssertionError' ? '' : `${error.name}: `
  const cause = error.cause === undefined ? '' : `\ncaused by: ${failureOf(error.cause).message}`
  return `${name}${error.message}${differenceOf(error)}${cause}`
}

/** How two values differ, line by line; an error of a matcher knows both. */
const differenceOf = (error: Error): string => {
  if (!('actual' in error && 'expected' in error) || ('showDiff' in error && !error.showDiff)) return ''
  const { diff } = processError(Object.assign(new Error(error.message), error)) as { diff?: string }
  // Without colours: where this is shown is not known here.
  return diff ? `\n\n${diff.replace(/\x1b\[[0-9;]*m/g, '')}` : ''
}

export const show = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value.name}: ${value.message}`
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
