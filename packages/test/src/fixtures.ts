// What a test is given: the phone that is its own, and what one looks at most of it.
import { type Bridge, type BridgeMessage, type Page, Phone } from '@sampan/driver'

import type { Channel } from './transport'

export interface Fixtures {
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

export const fixtures = (channel: Channel): Fixtures => {
  const phone = new Phone(channel)
  return { phone, page: phone.page, bridge: phone.bridge, messages: new Messages(phone.bridge) }
}
