// `EventChannel`: what a page and the one that opened it with `navigateTo` tell each other.
import { guarded } from './error'

type Listener = (...args: unknown[]) => void

/** One end. What is emitted here is heard at the other. */
export class EventChannel {
  private readonly listeners = new Map<string, { listener: Listener; isOnce: boolean }[]>()
  private other: EventChannel | null = null

  static pair(): [EventChannel, EventChannel] {
    const [here, there] = [new EventChannel(), new EventChannel()]
    here.other = there
    there.other = here
    return [here, there]
  }

  on(name: string, listener: Listener): void {
    this.add(name, listener, false)
  }

  once(name: string, listener: Listener): void {
    this.add(name, listener, true)
  }

  /** Without a listener: all of that name. */
  off(name: string, listener?: Listener): void {
    const left = listener ? (this.listeners.get(name) ?? []).filter((known) => known.listener !== listener) : []
    this.listeners.set(name, left)
  }

  emit(name: string, ...args: unknown[]): void {
    const { other } = this
    if (!other) return
    const heard = other.listeners.get(name) ?? []
    other.listeners.set(name, heard.filter(({ isOnce }) => !isOnce))
    for (const { listener } of heard) guarded(() => listener(...args))
  }

  private add(name: string, listener: Listener, isOnce: boolean): void {
    if (typeof listener !== 'function') return
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), { listener, isOnce }])
  }
}

interface Opening {
  /** The last part of the path, whatever the address begins at. */
  name: string
  channel: EventChannel
}

type Reply = Record<string, unknown>
type Options = Reply & { url?: unknown; events?: Record<string, Listener> }
type NavigateTo = (options: Options) => unknown

/** Calls whose page has not been opened yet, in their order. */
let openings: Opening[] = []

const nameOf = (url: string): string => url.split('?')[0]!.split('/').at(-1)!

/** The opened page's end, for a page that is opened now. */
export function takeChannel(path: string): EventChannel {
  const at = openings.findIndex(({ name }) => name === nameOf(path))
  if (at < 0) return new EventChannel()
  // Those before it were refused.
  const found = openings[at]!
  openings = openings.slice(at + 1)
  return found.channel
}

/** `navigateTo` that takes `events` and answers with `eventChannel`. */
export function withChannel(navigateTo: NavigateTo): NavigateTo {
  return (given) => {
    const options: Options = given !== null && typeof given === 'object' ? given : {}
    const [here, there] = EventChannel.pair()
    for (const [name, listener] of Object.entries(options.events ?? {})) here.on(name, listener)
    const opening = { name: nameOf(String(options.url ?? '')), channel: there }
    openings.push(opening)
    const { events: _, ...rest } = options
    const answered = (reply: Reply) => Object.assign(reply, { eventChannel: here })
    const failed = () => {
      openings = openings.filter((other) => other !== opening)
    }
    const { success, fail, complete } = rest as Record<string, unknown>
    if (typeof success !== 'function' && typeof fail !== 'function' && typeof complete !== 'function') {
      const promise = navigateTo(rest) as Promise<Reply>
      return promise.then(answered, (error: unknown) => {
        failed()
        throw error
      })
    }
    const calls = (callback: unknown, reply: Reply) => (typeof callback === 'function' ? callback.call(options, reply) : undefined)
    return navigateTo({
      ...rest,
      success: (reply: Reply) => calls(success, answered(reply)),
      fail: (reply: Reply) => {
        failed()
        calls(fail, reply)
      },
    })
  }
}
