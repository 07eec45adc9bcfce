// Which fixtures a function names: the keys of its first parameter, `async ({ phone, cart }) => …`. Only what is named is made.

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
const QUOTES = '\'"`'

/** Index after the string or comment that begins here; the same index when none does. */
const skip = (text: string, at: number): number => {
  if (text.startsWith('//', at)) return (text.indexOf('\n', at) + 1 || text.length)
  if (text.startsWith('/*', at)) return text.indexOf('*/', at) + 2
  if (!QUOTES.includes(text[at]!)) return at
  let end = at + 1
  while (end < text.length && text[end] !== text[at]) end += text[end] === '\\' ? 2 : 1
  return end + 1
}

/** What stands between the commas of the bracket that opens at `open`, without comments. */
const parts = (text: string, open: number): string[] => {
  const found = ['']
  const closing: string[] = []
  for (let at = open + 1; at < text.length; ) {
    const next = skip(text, at)
    const char = text[at]!
    if (next > at) {
      if (char !== '/') found.push(found.pop() + text.slice(at, next))
      at = next
      continue
    }
    if (closing.length === 0 && char === CLOSING[text[open]!]) break
    if (closing.length === 0 && char === ',') found.push('')
    else found.push(found.pop() + char)
    if (char in CLOSING) closing.push(CLOSING[char]!)
    else if (char === closing.at(-1)) closing.pop()
    at++
  }
  return found.map((part) => part.trim()).filter((part) => part !== '')
}

/** `what` is who is told when it cannot be read. */
export const namesIn = (body: (...args: never[]) => unknown, what: string): string[] => {
  const text = String(body)
  const isBare = /^(async\s+)?[\w$]+\s*=>/.test(text)
  const first = isBare ? text : (parts(text, text.indexOf('('))[0] ?? '{}')
  const names = first.startsWith('{') ? parts(first, 0).map((part) => /^['"]?([\w$-]+)/.exec(part)?.[1]) : [undefined]
  if (names.some((name) => name === undefined)) {
    throw new TypeError(`${what} must say in braces what it wants, as in ({ phone, page }) => …: only what is named is made`)
  }
  return names as string[]
}
