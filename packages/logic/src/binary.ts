// Bytes on the way to the host and back, which is JSON: an object with one member (crates/engine/src/binary.rs).
import { host } from './host'

const MARK = '$arrayBuffer'

/** Bytes as base64. */
export function packed(bytes: ArrayBuffer | ArrayBufferView): string {
  if (bytes instanceof ArrayBuffer) return host.toBase64(bytes)
  const { buffer, byteOffset, byteLength } = bytes
  return host.toBase64((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength))
}

/** An `ArrayBuffer`, or a view of one, as it goes out; anything else as it is. */
export function marked(value: unknown): unknown {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? { [MARK]: packed(value) } : value
}

/** The members of a reply or an event that are bytes, as `ArrayBuffer`. */
export function withBuffers<T extends Record<string, unknown>>(reply: T): T {
  const found = Object.entries(reply).filter(([, value]) => isMarked(value))
  if (found.length === 0) return reply
  const buffers = found.map(([key, value]) => [key, host.fromBase64((value as Record<string, string>)[MARK] ?? '')])
  return { ...reply, ...Object.fromEntries(buffers) }
}

function isMarked(value: unknown): boolean {
  return value !== null && typeof value === 'object' && MARK in value && Object.keys(value).length === 1
}
