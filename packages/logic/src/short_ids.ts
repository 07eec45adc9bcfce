// How `#id` finds its node; see `short_nodes.ts`.
import * as glassEasel from 'glass-easel'
import type { Mirror } from './mirror'
import type { Node } from './short_nodes'

/** For `#id` the runtime goes through the whole component. The mirror was told who is called so. */
export function shortenIds(): void {
  const prototype = glassEasel.ShadowRoot.prototype as unknown as { querySelector(selector: unknown): unknown; querySelectorAll(selector: unknown): unknown[] }
  const { querySelector, querySelectorAll } = prototype
  prototype.querySelector = function (selector) {
    return named(this as unknown as Scope, selector) ?? querySelector.call(this, selector)
  }
  prototype.querySelectorAll = function (selector) {
    const node = named(this as unknown as Scope, selector)
    return node ? [node] : querySelectorAll.call(this, selector)
  }
}

interface Scope {
  getBackendContext(): unknown
}

/** The only one of a component that is called so. */
function named(root: Scope, selector: unknown): Node | null {
  const [, id] = (typeof selector === 'string' && /^#([\w-]+)$/.exec(selector)) || []
  if (id === undefined) return null
  const mirror = root.getBackendContext() as Mirror | null
  const found = (mirror?.called(id) ?? []).map((node) => node.component as unknown as Node).filter((node) => node && isIn(node, root))
  return found.length === 1 ? found[0]! : null
}

function isIn(node: Node, root: Scope): boolean {
  if ((node.ownerShadowRoot as unknown) !== root) return false
  let at: Node | null = node
  while (at && (at as unknown) !== root) at = at.parentNode
  return at !== null
}
