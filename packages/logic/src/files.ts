// `getFileSystemManager()`: its methods come from the table; what they give is made into what programs expect of it.
import type { Options } from './wx'

interface Stats extends Record<string, unknown> {
  isDirectory: unknown
}

/** `stats` with its two functions. */
function withMethods({ isDirectory, ...stats }: Stats): object {
  return { ...stats, isDirectory: () => isDirectory === true, isFile: () => isDirectory !== true }
}

function statsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(({ path, stats }: { path: string; stats: Stats }) => ({ path, stats: withMethods(stats) }))
  return withMethods(value as Stats)
}

/** What was read stands in the buffer that the program gave. */
function fill(reply: Options, options: Options): Options {
  const target = options.arrayBuffer
  if (!(target instanceof ArrayBuffer)) return reply
  const room = new Uint8Array(target)
  const offset = Math.min(Number(options.offset) || 0, room.length)
  const bytes = new Uint8Array(reply.arrayBuffer as ArrayBuffer).subarray(0, room.length - offset)
  room.set(bytes, offset)
  return { ...reply, arrayBuffer: target, bytesRead: bytes.length }
}

/** A reply as the program gets it. */
export function fileReply(name: string, reply: Options, options: Options): Options {
  if (reply.stats) return { ...reply, stats: statsOf(reply.stats) }
  return name === 'FileSystemManager.read' && reply.arrayBuffer ? fill(reply, options) : reply
}

/** No more is asked for than fits, and the buffer itself stays here. */
export function fileArguments(name: string, options: Options): Options {
  if (name !== 'FileSystemManager.read' || !(options.arrayBuffer instanceof ArrayBuffer)) return options
  const { arrayBuffer, offset, ...rest } = options
  const room = Math.max(0, arrayBuffer.byteLength - (Number(offset) || 0))
  return { ...rest, length: Math.min(Number(rest.length) || 0, room) }
}
