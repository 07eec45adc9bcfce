// `getRecorderManager()`: the host records and says when it begins and ends; pauses are reckoned here and cut off at the end.
import { guarded } from './error'
import { host } from './host'
import { clearTimer, setTimeout } from './timers'

type Listener = (detail: unknown) => unknown
type Call = (name: string, options: Record<string, unknown>) => void

const EVENTS = ['Start', 'Pause', 'Resume', 'Stop', 'FrameRecorded', 'Error', 'InterruptionBegin', 'InterruptionEnd'] as const
type Event = (typeof EVENTS)[number]

/** How long a recording is when nothing is said, and at most, in milliseconds (WeChat documentation). */
const LENGTH = { usual: 60_000, most: 600_000 }

export class RecorderManager {
  readonly #listeners = new Map<Event, Listener>()
  readonly #call: Call
  #state: 'idle' | 'asked' | 'recording' | 'paused' = 'idle'
  #length = LENGTH.usual
  /** How long it has paused before, and since when it does now. */
  #paused = 0
  #since = 0
  #began = 0
  #timer = 0

  constructor(call: Call) {
    this.#call = call
    // Of each event the last listener hears (WeChat documentation: one manager, no `off`).
    for (const event of EVENTS) {
      const listen = (listener: unknown) => {
        if (typeof listener === 'function') this.#listeners.set(event, listener as Listener)
      }
      Object.assign(this, { [`on${event}`]: listen })
    }
  }

  start(options: { duration?: number } = {}): void {
    if (this.#state !== 'idle') return this.#fail('is recording or paused')
    this.#state = 'asked'
    this.#paused = 0
    this.#length = Math.min(Math.max(Number(options?.duration) || LENGTH.usual, 1), LENGTH.most)
    this.#call('RecorderManager.start', {
      success: ({ errMsg: _, ...recording }: Record<string, unknown>) => this.#ended('Stop', recording),
      fail: ({ errMsg }: { errMsg: string }) => this.#ended('Error', { errMsg: errMsg.replace(/^[^:]*/, 'operateRecorder') }),
    })
  }

  pause(): void {
    if (this.#state !== 'recording') return this.#fail('not recording')
    this.#state = 'paused'
    this.#since = host.now()
    clearTimer(this.#timer)
    this.#tell('Pause')
  }

  resume(): void {
    if (this.#state !== 'paused') return this.#fail('not paused')
    this.#state = 'recording'
    this.#paused += host.now() - this.#since
    this.#endInTime()
    this.#tell('Resume')
  }

  stop(): void {
    if (this.#state !== 'recording' && this.#state !== 'paused') return this.#fail('recorder not start')
    const now = this.#state === 'paused' ? host.now() - this.#since : 0
    clearTimer(this.#timer)
    this.#call('RecorderManager.stop', { paused: this.#paused + now, success: () => {} })
  }

  /** The host records. */
  begun(): void {
    if (this.#state !== 'asked') return
    this.#state = 'recording'
    this.#began = host.now()
    this.#endInTime()
    this.#tell('Start')
  }

  #endInTime(): void {
    const recorded = host.now() - this.#began - this.#paused
    this.#timer = setTimeout(() => this.stop(), Math.max(this.#length - recorded, 0))
  }

  #ended(event: Event, detail: unknown): void {
    clearTimer(this.#timer)
    this.#state = 'idle'
    this.#tell(event, detail)
  }

  #fail(reason: string): void {
    this.#tell('Error', { errMsg: `operateRecorder:fail ${reason}` })
  }

  #tell(event: Event, detail?: unknown): void {
    const listener = this.#listeners.get(event)
    if (listener) guarded(() => listener(detail))
  }
}

let manager: RecorderManager | null = null

export function getRecorderManager(call: Call): RecorderManager {
  return (manager ??= new RecorderManager(call))
}

export function recordingBegan(): void {
  manager?.begun()
}
