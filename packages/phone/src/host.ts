// The WebSocket to the host. Connects again by itself, more slowly each time; what is asked while it is gone fails
// with a sentence. Nothing here knows what the messages mean.

import { createSignal } from 'solid-js';

import type { FromPhone, Input, PageId, Request, ToPhone } from './generated/protocol.ts';

/**
 * `ended`: the host said goodbye; it may still come back. `stranger`: one is there and does not let this page in, because
 * it is another one, with a token of its own.
 */
export type Connection = 'connecting' | 'open' | 'gone' | 'ended' | 'stranger';

/** A picture of a page, as it came. */
export interface Picture {
  page: PageId;
  /** CSS pixels. */
  width: number;
  height: number;
  jpeg: Blob;
}

const FIRST_DELAY = 250;
const LONGEST_DELAY = 5_000;
/** The host answers everything sooner, with an error if need be. */
const REQUEST_LIMIT = 60_000;
const PICTURE_HEADER = 16;
const FORBIDDEN = 403;

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (reason: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Reads a binary message; see crates/server/src/phone/protocol.rs. */
export const readPicture = (message: ArrayBuffer): Picture | undefined => {
  if (message.byteLength <= PICTURE_HEADER) return undefined;
  const head = new DataView(message);
  return {
    page: head.getUint32(0),
    width: head.getFloat32(4),
    height: head.getFloat32(8),
    jpeg: new Blob([new Uint8Array(message, PICTURE_HEADER)], { type: 'image/jpeg' }),
  };
};

const socketAddress = (): string => {
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  return address.href;
};

export class Host {
  readonly connection: () => Connection;
  readonly #setConnection: (now: Connection) => void;
  #socket: WebSocket | undefined;
  #delay = FIRST_DELAY;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onMessage: ((message: ToPhone) => void)[] = [];
  readonly #onPicture: ((picture: Picture) => void)[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const [connection, setConnection] = createSignal<Connection>('connecting');
    this.connection = connection;
    this.#setConnection = setConnection;
  }

  /** Every JSON message but replies. */
  onMessage(listener: (message: ToPhone) => void): void {
    this.#onMessage.push(listener);
  }

  onPicture(listener: (picture: Picture) => void): () => void {
    this.#onPicture.push(listener);
    return () => void this.#onPicture.splice(this.#onPicture.indexOf(listener), 1);
  }

  connect(): void {
    clearTimeout(this.#retry);
    const socket = new WebSocket(socketAddress());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#delay = FIRST_DELAY;
      this.#setConnection('open');
    });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => this.#take(event.data));
    socket.addEventListener('close', () => this.#lost(socket));
  }

  /** Asks for something; the promise fails with the host's words. */
  request(request: Request): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (!this.#send({ type: 'request', id, request })) {
        reject(new Error('Sampan is not there: the connection is lost.'));
        return;
      }
      const timer = setTimeout(
        () => this.#settle(id, undefined, `no answer to ${request.method} within a minute`),
        REQUEST_LIMIT,
      );
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  /** The same where nobody waits: what goes wrong goes to the console. */
  tell(request: Request): void {
    this.request(request).catch((error: unknown) => console.warn(`${request.method}:`, error));
  }

  input(page: PageId, input: Input): void {
    this.#send({ type: 'input', page, input });
  }

  shown(page: PageId): void {
    this.#send({ type: 'shown', page });
  }

  /** Puts a file where the host finds it; answers its name. */
  async upload(file: Blob): Promise<string> {
    const response = await fetch('/upload', {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream' },
      body: file,
    });
    if (!response.ok) throw new Error((await response.text()) || `the upload failed with status ${response.status}`);
    const { upload } = (await response.json()) as { upload: string };
    return upload;
  }

  #send(message: FromPhone): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      const picture = readPicture(data);
      if (picture) for (const listener of this.#onPicture) listener(picture);
      return;
    }
    const message = JSON.parse(data) as ToPhone;
    if (message.type === 'reply') {
      this.#settle(message.id, message.value, message.error ?? undefined);
      return;
    }
    if (message.type === 'bye') this.#setConnection('ended');
    for (const listener of this.#onMessage) listener(message);
  }

  #settle(id: number, value: unknown, error: string | undefined): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new Error(error));
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    if (this.connection() === 'open' || this.connection() === 'connecting') this.#setConnection('gone');
    else void this.#findOut(socket);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined, 'the connection to Sampan was lost');
    this.#retry = setTimeout(() => this.connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  /** A socket that is refused does not say why; an ordinary request does. */
  async #findOut(socket: WebSocket): Promise<void> {
    const status = await fetch('/ws', { cache: 'no-store' }).then((answer) => answer.status, () => 0);
    if (socket !== this.#socket && this.connection() === 'open') return;
    if (status === FORBIDDEN) this.#setConnection('stranger');
    else if (this.connection() === 'stranger') this.#setConnection('gone');
  }

  /** Drops the connection for a new one, which begins with a snapshot. */
  startOver(): void {
    this.#socket?.close();
  }

  /** Tries at once: somebody has looked at the page again. */
  retryNow(): void {
    if (this.#socket && this.#socket.readyState < WebSocket.CLOSING) return;
    this.#delay = FIRST_DELAY;
    this.connect();
  }
}

export const host = new Host();
