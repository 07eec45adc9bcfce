// Class names of built-ins, without glass-easel's own list of them (thirteen members and four lists for each node, and a
// regular expression for each text). Nearly always a template is the only one who says what an element's classes are: then
// the text is all there is to keep, and elements with the same text share what it comes to. As soon as somebody wants more
// of it (a selector, WXS, external classes), the node has its list as the runtime makes it.
import * as glassEasel from 'glass-easel'
import type { MirrorNode } from './mirror_node'

interface Host {
  classList: { _$externalNames?: string[] } | null
  getComponentOptions(): { styleScope?: number; extraStyleScope?: number }
  _$behavior: { ownerSpace: { styleScopeManager: glassEasel.StyleScopeManager } }
}

interface Node {
  ownerShadowRoot: { getHostNode(): Host }
  _$backendElement: MirrorNode | null
  _$mutationObserverTarget: object | null
  /** What the template has said, as long as there is no list. */
  plainClasses: string | undefined
  classNames: glassEasel.ClassList | undefined
}

/** Names of one style scope (and perhaps an extra one), by their text. */
type Known = Map<string, ReadonlyMap<string, number> | null>
const known = new Map<string, Known>()
/** A program that makes names up does not fill the memory. */
const LIMIT = 2000
/** The main style segment: what a template says. */
const MAIN = 0

export function makeClassesLean(): void {
  const prototype = glassEasel.NativeNode.prototype as unknown as Node & { setNodeClass(names: unknown, segment?: number): void }
  const original = prototype.setNodeClass
  prototype.setNodeClass = function (names, segment = MAIN) {
    const shared = typeof names === 'string' && segment === MAIN && !this.classNames && !this._$mutationObserverTarget && sharedBy(this, names)
    if (!shared || !this._$backendElement) return original.call(this, names, segment)
    this.plainClasses = names as string
    this._$backendElement.setClasses(shared)
  }
  Object.defineProperty(prototype, 'classList', {
    configurable: true,
    get(this: Node) {
      return (this.classNames ??= listOf(this))
    },
  })
}

function scopesOf(host: Host): [scope: number, extra: number | undefined] {
  const { styleScope, extraStyleScope } = host.getComponentOptions()
  return [styleScope ?? glassEasel.StyleScopeManager.globalScope(), extraStyleScope ?? undefined]
}

function listOf(node: Node): glassEasel.ClassList {
  const host = node.ownerShadowRoot.getHostNode()
  const [scope, extra] = scopesOf(host)
  const { styleScopeManager } = host._$behavior.ownerSpace
  const list = new glassEasel.ClassList(node as never, undefined, host.classList as never, scope, extra, styleScopeManager)
  const { plainClasses } = node
  if (plainClasses !== undefined) node._$backendElement?.sayClassesAgain(() => list.setClassNames(plainClasses))
  return list
}

/** What a text comes to; `null`: it means more than itself (`~a`, `^a`, external classes). */
function sharedBy(node: Node, text: string): ReadonlyMap<string, number> | null {
  const host = node.ownerShadowRoot.getHostNode()
  if (host.classList?._$externalNames?.length) return null
  const [scope, extra] = scopesOf(host)
  const key = `${scope} ${extra ?? ''}`
  let texts = known.get(key)
  if (!texts || texts.size > LIMIT) known.set(key, (texts = new Map()))
  let shared = texts.get(text)
  if (shared === undefined) texts.set(text, (shared = resolve(text, extra === undefined ? [scope] : [extra, scope], host)))
  return shared
}

function resolve(text: string, scopes: number[], host: Host): ReadonlyMap<string, number> | null {
  if (/[~^]/.test(text)) return null
  const { styleScopeManager } = host._$behavior.ownerSpace
  const names = new Map<string, number>()
  for (const name of new Set(text.split(/[\s.,]+/).filter(Boolean))) {
    for (const scope of scopes) {
      const prefix = styleScopeManager.queryName(scope)
      const full = prefix ? `${prefix}--${name}` : name
      names.set(full, (names.get(full) ?? 0) + 1)
    }
  }
  return names
}
