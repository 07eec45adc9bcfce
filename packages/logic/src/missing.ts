// A name that `wx` does not have is `undefined`, as on a phone; the host is told once which page wanted it.
//
// Told by the prototype: what `wx` has is found before it, `in` and `Object.keys` never ask it.
import { host } from './host'
import { getCurrentPages } from './page'

/** Asked by the language itself: of a promise, of `JSON.stringify`. */
const BY_LANGUAGE = new Set(['then', 'toJSON'])
/** A program that looks for names it makes up itself is told so many times. */
const LIMIT = 500

const told = new Set<string>()

function tell(name: string): void {
  const page = getCurrentPages().at(-1)?.route ?? ''
  const key = `${page} ${name}`
  if (told.has(key) || told.size >= LIMIT) return
  told.add(key)
  host.missing(name, String(new Error().stack))
}

/** Lets an object tell what is looked for in it and not there. */
export function tellMissing(object: object): void {
  const prototype = new Proxy(Object.create(Object.prototype) as object, {
    get(target, name, receiver) {
      if (typeof name === 'string' && !(name in target) && !BY_LANGUAGE.has(name)) tell(name)
      return Reflect.get(target, name, receiver) as unknown
    },
  })
  Object.setPrototypeOf(object, prototype)
}
