// What a test is given: the phone that is its own, and what one looks at most of it.
import { type Bridge, type BridgeMessage, type Page, type Params, Phone } from '@sampan/driver'

import { current } from './current'
import type { Layer } from './registry'

/** Of the phone; `test.use` sets them. */
export interface PhoneOptions {
  /** What `phone.open` takes when it is not told otherwise. */
  apps: string[] | undefined
  device: string | undefined
  scene: number | undefined
  /** Where addresses begin: `phone.open('/cart')` is that path there. */
  baseURL: string | undefined
}

export interface Fixtures extends PhoneOptions {
  /** A phone that nobody has used before. */
  phone: Phone
  /** Its page on top, whichever that is at the time. */
  page: Page
  /** What was called of `wx`. */
  bridge: Bridge
  /** What H5 pages have told their mini programs. */
  messages: Messages
}

/** Messages that have reached a mini program, in their order. */
export class Messages {
  constructor(private readonly bridge: Bridge) {}

  /** What they say. What `postMessage` has collected arrives as one list, and is several messages here. */
  async list(): Promise<unknown[]> {
    const arrived = ({ direction, state }: BridgeMessage) => direction === 'toMiniProgram' && state === 'delivered'
    return (await this.bridge.messages()).filter(arrived).flatMap(({ kind, data }) => (kind === 'postMessage' && Array.isArray(data) ? data : [data]))
  }

  /** All there is to know of them, and of those on their way or lost. */
  all(): Promise<BridgeMessage[]> {
    return this.bridge.messages()
  }
}

type OpenOptions = Omit<Params<'Phone.open'>, 'target'>

/** A phone that opens things as `test.use` has it. */
class SetPhone extends Phone {
  private readonly set: PhoneOptions

  constructor(set: PhoneOptions) {
    super(current.test!.channel)
    this.set = set
  }

  override open(target: string, options: OpenOptions = {}): Promise<Page> {
    const { baseURL, ...defaults } = this.set
    return super.open(addressOf(target, baseURL), { ...defaults, ...options })
  }
}

const addressOf = (target: string, baseURL: string | undefined): string => {
  if (baseURL === undefined || !target.startsWith('/')) return target
  const origin = /^https?:\/\/[^/?#]+/.exec(baseURL)?.[0]
  if (origin === undefined) throw new Error(`baseURL is "${baseURL}"; it is an address, as in http://localhost:5173`)
  return origin + target
}

type Use = (value: unknown) => Promise<void>

// These functions are bytecode, which has no source to read names from: they are written out.
const fixture = (name: string, value: unknown, ...wants: Array<keyof Fixtures>) => ({ name, value, wants, auto: undefined, stack: '' })

export const base: Layer = [
  fixture('apps', undefined),
  fixture('device', undefined),
  fixture('scene', undefined),
  fixture('baseURL', undefined),
  fixture('phone', (set: PhoneOptions, use: Use) => use(new SetPhone(set)), 'apps', 'device', 'scene', 'baseURL'),
  fixture('page', ({ phone }: Fixtures, use: Use) => use(phone.page), 'phone'),
  fixture('bridge', ({ phone }: Fixtures, use: Use) => use(phone.bridge), 'phone'),
  fixture('messages', ({ bridge }: Fixtures, use: Use) => use(new Messages(bridge)), 'bridge'),
]
