// Attributes whose value means something else in the page than in the component that sets them.
import { address, type MirrorNode } from './mirror_node'

/** Names of classes: in a component they are its own. */
const CLASSES = new Set(['hover-class', 'placeholder-class', 'indicator-class', 'mask-class'])
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  image: ['src'],
  'cover-image': ['src'],
  video: ['src', 'poster'],
  audio: ['src', 'poster'],
}

/** The value as the view is to have it. */
export function shownValue(node: MirrorNode, name: string): unknown {
  const value = node.attributes.get(name)
  if (node.name === 'map' && name === 'markers' && Array.isArray(value)) return value.map((marker) => withIcon(node, marker as Marker))
  if (typeof value !== 'string' || value === '') return value
  if (CLASSES.has(name)) return node.classNames(value)
  return ADDRESSES[node.name]?.includes(name) ? fromRoot(node, value) : value
}

/** A relative address begins at the component whose template has it, and not at the page. */
function fromRoot(node: MirrorNode, address: string): string {
  if (/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address)) return address
  const path = node.component?.ownerShadowRoot?.getHostNode().is
  if (!path) return address
  const parts = path.split('/').slice(0, -1)
  for (const part of address.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

type Marker = { iconPath?: unknown } | null

function withIcon(node: MirrorNode, marker: Marker): Marker {
  if (typeof marker?.iconPath !== 'string') return marker
  return { ...marker, iconPath: fromRoot(node, address(marker.iconPath)) }
}
