// What went over the bridge.

import type { Connection, Waiting } from './connection.ts';
import type { BridgeCall, BridgeMessage } from './generated/protocol.ts';

/** What H5 pages and mini programs call of `wx`. */
export class Bridge {
  /** @internal */
  constructor(private readonly connection: Connection) {}

  /** The calls that have been answered so far, of one API or of all. */
  async calls(name?: string): Promise<BridgeCall[]> {
    return (await this.connection.call('Bridge.calls', name === undefined ? {} : { name })).calls;
  }

  /** Waits for a call with these among its arguments; one that has been answered already counts. */
  waitFor(name: string, args?: unknown, options?: Waiting): Promise<BridgeCall> {
    const wanted = args === undefined ? {} : { args };
    return this.connection.call('Bridge.wait', { name, ...wanted, ...this.connection.timeout(options) });
  }

  /** Messages between H5 pages and their mini programs so far. */
  async messages(): Promise<BridgeMessage[]> {
    return (await this.connection.call('Bridge.messages', {})).messages;
  }
}
