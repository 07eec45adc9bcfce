// The transport over a WebSocket.

// Node 20 has no WebSocket of its own; this one sends no `Origin` either, which the host would refuse.
import WebSocket from 'ws';

import type { Transport } from './transport.ts';

type Listener = (method: string, params: unknown) => void;

interface Waiting {
  done(result: unknown): void;
  fail(error: Error): void;
}

interface Frame {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

const OPEN_LIMIT = 10_000;

export class Socket implements Transport {
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners: Listener[] = [];
  private last = 0;
  private reason: string | undefined;

  static open(address: string): Promise<Socket> {
    return new Promise((done, fail) => {
      const socket = new WebSocket(address, { handshakeTimeout: OPEN_LIMIT, maxPayload: 256 << 20 });
      socket.once('open', () => done(new Socket(socket)));
      socket.once('error', (error) => fail(new Error(`cannot connect to ${withoutToken(address)}: ${error.message}`)));
    });
  }

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.heard(JSON.parse(String(data)) as Frame));
    socket.on('error', (error) => this.ended(error.message));
    socket.on('close', (_code, reason) => this.ended(String(reason) || 'closed'));
  }

  send(method: string, params: unknown): Promise<unknown> {
    if (this.reason !== undefined) return Promise.reject(new Error(`${method}: the connection has ended (${this.reason})`));
    const id = ++this.last;
    // Where the call was made: the stack of what arrives says nothing.
    const made = new Error();
    return new Promise((done, fail) => {
      const failed = (error: Error): void => fail(Object.assign(made, { message: error.message }));
      this.waiting.set(id, { done, fail: failed });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  onEvent(listener: Listener): void {
    this.listeners.push(listener);
  }

  close(): Promise<void> {
    if (this.reason !== undefined) return Promise.resolve();
    return new Promise((done) => {
      this.socket.once('close', () => done());
      this.socket.close();
    });
  }

  private heard({ id, method, params, result, error }: Frame): void {
    if (id === undefined) {
      if (method) for (const listener of this.listeners) listener(method, params);
      return;
    }
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.fail(new Error(error.message));
    else waiting?.done(result);
  }

  private ended(reason: string): void {
    this.reason ??= reason;
    for (const { fail } of this.waiting.values()) fail(new Error(`the connection has ended (${reason})`));
    this.waiting.clear();
  }
}

const withoutToken = (address: string): string => address.replace(/\?.*/, '');
