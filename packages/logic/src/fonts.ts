// `wx.loadFontFace`: a font for the document of the page on top or, with `global`, of every page.
import { guarded } from './error'
import type { Mirror } from './mirror'
import { openMirrors } from './page'
import { setTimeout } from './timers'

interface Font {
  family: string
  source: string
  desc: { style?: string; weight?: string; variant?: string }
}

type Callback = (reply: object) => void

interface Options extends Partial<Font> {
  global?: boolean
  success?: Callback
  fail?: Callback
  complete?: Callback
}

/** How long a font may take, in milliseconds. */
const LIMIT = 60_000

const everywhere: Font[] = []

/** A new page has what was loaded for every page. */
export function giveFonts(mirror: Mirror): void {
  for (const font of everywhere) give(mirror, font, () => {})
}

/** Asked again when the view is loaded again. */
function give(mirror: Mirror, font: Font, done: (reason: string | null) => void): void {
  mirror.questions.observe(mirror.root, 'loadFontFace', font, (reason) => done(reason as string | null))
}

export function loadFontFace(options: Options = {}): unknown {
  if (options.success ?? options.fail ?? options.complete) {
    load(options, (reply, isOk) => {
      const handler = isOk ? options.success : options.fail
      guarded(() => handler?.(reply))
      guarded(() => options.complete?.(reply))
    })
    return undefined
  }
  return new Promise((success, fail) => load(options, (reply, isOk) => (isOk ? success(reply) : fail(reply))))
}

function load(options: Options, answer: (reply: object, isOk: boolean) => void): void {
  let isAnswered = false
  const done = (reason: string | null): void => {
    if (isAnswered) return
    isAnswered = true
    const status = reason === null ? 'loaded' : 'error'
    answer({ status, errMsg: reason === null ? 'loadFontFace:ok' : `loadFontFace:fail ${reason}` }, reason === null)
  }
  const later = (reason: string, time: number) => void setTimeout(() => done(reason), time)
  const wrong = (['family', 'source'] as const).find((key) => typeof options[key] !== 'string')
  if (wrong) return later(`parameter error: parameter.${wrong} should be String;`, 0)
  const font: Font = { family: options.family!, source: options.source!, desc: options.desc ?? {} }
  const mirrors = openMirrors()
  const top = mirrors.at(-1)
  if (options.global) everywhere.push(font)
  for (const mirror of options.global ? mirrors.slice(0, -1) : []) give(mirror, font, () => {})
  // What is for every page is for those that are still to come.
  if (!top) return void setTimeout(() => done(options.global ? null : 'no page is open'), 0)
  give(top, font, done)
  later('timeout', LIMIT)
}
