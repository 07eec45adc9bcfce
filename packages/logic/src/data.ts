// The `data` of the open pages, for whoever watches: all of it at once, then each page's when a turn has changed it.
import { host, toJson } from './host'
import { setTimeout } from './timers'

interface Told {
  json: string
  /** When the page is looked at again: a look at a lot of data takes its time. */
  next: number
  /** A timer brings the next look. */
  isDue: boolean
}

interface Shown {
  id: number
  path: string
  instance: Record<string, unknown>
}

/** Longer JSON is not sent; the sizes of its keys are. */
const LARGEST = 1 << 20
/** A page is left alone for so many times as long as the last look at it took. */
const REST = 10

let watching = false
const told = new Map<number, Told>()

export function watchData(on: boolean): void {
  watching = on
  told.clear()
}

export function forgetData(page: number): void {
  told.delete(page)
}

/** At the end of a turn. */
export function tellData(page: Shown): void {
  if (!watching) return
  const known = told.get(page.id)
  const start = host.now()
  if (known && known.next > start) {
    if (!known.isDue) setTimeout(() => {}, known.next - start)
    known.isDue = true
    return
  }
  const json = jsonOf(page.instance.data)
  const took = host.now() - start
  told.set(page.id, { json, next: took < 1 ? 0 : start + took * (REST + 1), isDue: false })
  if (json === known?.json) return
  const shown = json.length > LARGEST ? toJson(sizes(page.instance.data, json.length)) : json
  host.emit(`{"kind":"data","page":${page.id},"path":${toJson(page.path)},"data":${shown}}`)
}

function jsonOf(data: unknown): string {
  try {
    return toJson(data)
  } catch (error) {
    return toJson({ '(cannot be shown)': String(error) })
  }
}

function sizes(data: unknown, length: number): Record<string, string> {
  const told: Record<string, string> = { '(too large to show)': `${inWords(length)} as JSON; these are the sizes of its keys` }
  for (const [key, value] of Object.entries(Object(data) as object)) told[key] = inWords(jsonOf(value).length)
  return told
}

function inWords(length: number): string {
  return length < 1024 ? `${length} bytes` : `${(length / 1024).toFixed(1)} KB`
}
