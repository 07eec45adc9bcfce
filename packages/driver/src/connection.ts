// The methods of the protocol, with their types.

import type { Methods } from './generated/protocol.ts';
import type { Transport } from './transport.ts';

export type Method = keyof Methods;
export type Params<M extends Method> = Methods[M]['params'];
export type Result<M extends Method> = Methods[M]['result'];

/** How long what waits does so, where nothing else is said. */
export interface Waiting {
  /** Milliseconds. */
  timeout?: number | undefined;
}

/** A transport that knows the types of the methods. */
export class Connection {
  /** Milliseconds, for what names no time itself; 5000 as long as it is not set. */
  defaultTimeout: number | undefined;

  constructor(readonly transport: Transport) {}

  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return (await this.transport.send(method, params)) as Result<M>;
  }

  timeout(given: Waiting | undefined): { timeout?: number } {
    const timeout = given?.timeout ?? this.defaultTimeout;
    return timeout === undefined ? {} : { timeout };
  }
}
