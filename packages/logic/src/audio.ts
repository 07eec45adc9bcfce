// `createInnerAudioContext()`: an object a sound, and `getBackgroundAudioManager()`: the one that goes on in the background. The host plays and says when it begins and ends; where it stands in
// between is reckoned from the time.
import { guarded } from './error'
import { host } from './host'
import { clearTimer, setInterval, setTimeout } from './timers'

type Listener = (detail: unknown) => unknown
type Call = (name: string, options: Record<string, unknown>) => void

/** What one sound can do. */
export const EVENTS = ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'TimeUpdate', 'Error', 'Waiting', 'Seeking', 'Seeked'] as const
type Event = (typeof EVENTS)[number]

/** How often `onTimeUpdate` is told, in milliseconds. */
const EVERY = 250

const contexts = new Map<number, InnerAudioContext>()
let lastId = 0

export class InnerAudioContext {
  /** It plays on when the program is left. */
  protected readonly inBackground: boolean = false
  startTime = 0
  autoplay = false
  loop = false
  obeyMuteSwitch = true
  volume = 1
  playbackRate = 1
  referrerPolicy = 'origin'
  duration = 0
  paused = true
  buffered = 0
  readonly #id = (lastId += 1)
  readonly #listeners = new Map<Event, Listener[]>()
  readonly #call: Call
  #src = ''
  /** Where it stood when it last began or stopped, and since when it plays. */
  #at = 0
  #since: number | null = null
  #clock = 0
  /** Grows with every beginning: the end of an earlier one is not this one's. */
  #turn = 0
  #destroyed = false

  constructor(call: Call) {
    this.#call = call
    contexts.set(this.#id, this)
    for (const event of EVENTS) this.#addPair(event)
  }

  get src(): string {
    return this.#src
  }

  set src(src: string) {
    if (this.#since !== null || !this.paused) this.#halt()
    this.#src = String(src)
    this.#at = 0
    this.duration = 0
    // Properties that are set in the same turn count.
    setTimeout(() => {
      this.#tell('Canplay')
      if (this.autoplay && this.paused && this.#src !== '') this.play()
    }, 0)
  }

  get currentTime(): number {
    const played = this.#since === null ? 0 : ((host.now() - this.#since) / 1000) * this.playbackRate
    return Math.min(this.#at + played, this.duration || Infinity)
  }

  play(): void {
    if (this.#destroyed || !this.paused) return
    if (this.#src === '') {
      this.#fail('src is empty')
      return
    }
    this.paused = false
    if (this.#at === 0) this.#at = Math.max(0, Number(this.startTime) || 0)
    this.#begin()
  }

  pause(): void {
    if (this.paused) return
    this.#halt()
    this.#tell('Pause')
  }

  stop(): void {
    if (this.paused && this.#at === 0) return
    this.#halt()
    this.#at = 0
    this.#tell('Stop')
  }

  seek(position: number): void {
    const wasPlaying = !this.paused
    this.#tell('Seeking')
    if (wasPlaying) this.#halt()
    this.#at = Math.max(0, Number(position) || 0)
    this.#tell('Seeked')
    if (!wasPlaying) return
    this.paused = false
    this.#begin()
  }

  destroy(): void {
    this.#halt()
    this.#destroyed = true
    contexts.delete(this.#id)
  }

  /** The host has begun to play. */
  begun(duration: number): void {
    if (this.paused || this.#since !== null) return
    this.duration = duration
    this.buffered = duration
    this.#since = host.now()
    this.#clock = setInterval(() => this.#tell('TimeUpdate'), EVERY)
    this.#tell('Play')
  }

  #begin(): void {
    const turn = (this.#turn += 1)
    const options = { id: this.#id, src: this.#src, from: this.#at, rate: this.playbackRate, inBackground: this.inBackground }
    this.#call('InnerAudioContext.play', {
      ...options,
      success: () => this.#turn === turn && this.#ended(),
      fail: ({ errMsg }: { errMsg: string }) => this.#turn === turn && this.#broke(errMsg),
    })
  }

  #ended(): void {
    this.#rest()
    this.#at = 0
    this.#tell('Ended')
    if (this.loop && !this.#destroyed && this.paused) this.play()
  }

  /** The mini program was left, or the sound cannot be played. */
  #broke(errMsg: string): void {
    this.#rest()
    if (errMsg.endsWith('interrupted')) this.#tell('Pause')
    else this.#fail(errMsg.replace(/^[^:]*:fail /, ''))
  }

  #fail(reason: string): void {
    this.#tell('Error', { errCode: 10001, errMsg: reason })
  }

  /** No longer plays, by itself. */
  #rest(): void {
    this.#at = this.currentTime
    this.#since = null
    this.paused = true
    clearTimer(this.#clock)
  }

  #halt(): void {
    if (this.paused) return
    this.#turn += 1
    this.#rest()
    this.#call('InnerAudioContext.stop', { id: this.#id, success: () => {} })
  }

  #addPair(event: Event): void {
    const pair = {
      [`on${event}`]: (listener: unknown) => {
        if (typeof listener === 'function') this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener as Listener])
      },
      [`off${event}`]: (listener?: unknown) => {
        const left = typeof listener === 'function' ? (this.#listeners.get(event) ?? []).filter((other) => other !== listener) : []
        this.#listeners.set(event, left)
      },
    }
    Object.assign(this, pair)
  }

  #tell(event: Event, detail?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) guarded(() => listener(detail))
  }
}

export function createInnerAudioContext(call: Call): InnerAudioContext {
  return new InnerAudioContext(call)
}

export function soundBegan({ id, duration }: { id: number; duration: number }): void {
  contexts.get(id)?.begun(duration)
}

/** What a phone shows where it shows what plays. */
const SHOWN = ['title', 'epname', 'singer', 'coverImgUrl', 'webUrl', 'protocol', 'audioId'] as const

/** Plays as soon as it has an address; what is played next is another address. */
class BackgroundAudioManager extends InnerAudioContext {
  protected override readonly inBackground = true
  declare title: string

  constructor(call: Call) {
    super(call)
    this.autoplay = true
    for (const name of SHOWN) Object.assign(this, { [name]: '' })
    // Buttons of a lock screen, which is not here.
    for (const name of ['onPrev', 'offPrev', 'onNext', 'offNext']) Object.assign(this, { [name]: () => {} })
  }
}

let manager: BackgroundAudioManager | null = null

export function getBackgroundAudioManager(call: Call): BackgroundAudioManager {
  return (manager ??= new BackgroundAudioManager(call))
}
