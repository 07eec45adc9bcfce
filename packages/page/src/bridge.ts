// `WeixinJSBridge`: calls out, answers and events in.
//
// The calls of one microtask leave as one message, `[[id, name, args], …]`; answers come back in any order and any
// grouping. Each callback is called at most once, with an object nobody else holds.

import { dictionary, guarded, microtask, nameOf, parse, stringify, text } from './primordials.ts';

export type Callback = (value: unknown) => void;

export interface Bridge {
  invoke(name: unknown, args?: unknown, callback?: unknown): void;
  on(event: unknown, callback?: unknown): void;
}

/** The longest arguments of one call, in UTF-16 units; the host takes no longer message. */
const LONGEST = 16 * 1024 * 1024;

/** What the host may hand in: answers `[[id, reply], …]` or one event `[name, payload]`, as JSON text. */
export type Deliver = (kind: 'replies' | 'event', json: string) => void;

export const createBridge = (post: (message: string) => void): { bridge: Bridge; deliver: Deliver } => {
  const callbacks = dictionary<Callback>();
  const handlers = dictionary<Callback>();
  let next = 1;
  let batch = '';

  const flush = (): void => {
    const message = `[${batch}]`;
    batch = '';
    post(message);
  };

  const invoke = (name: unknown, args?: unknown, callback?: unknown): void => {
    const called = nameOf(name);
    let json: string;
    try {
      // A page may change its objects right after the call, so this happens now. JSON drops functions, which the
      // SDKs leave in the arguments; `undefined` as a whole has no JSON.
      json = (stringify(args) as string | undefined) ?? 'null';
    } catch (error) {
      fail(callback, `${called}:fail ${reason(error)}`);
      return;
    }
    if (json.length > LONGEST) {
      fail(callback, `${called}:fail the arguments are longer than 16 MiB`);
      return;
    }
    const id = next++;
    if (typeof callback === 'function') callbacks[id] = callback as Callback;
    const call = `[${id},${stringify(called)},${json}]`;
    if (batch === '') {
      batch = call;
      microtask(flush);
      return;
    }
    // A second long call waits for no first one: a message, too, has its limit.
    if (batch.length + call.length > LONGEST) {
      post(`[${batch}]`);
      batch = call;
    } else {
      batch += `,${call}`;
    }
  };

  // `on` replaces, as the clients expect, and never calls back itself: the SDK's listener list is not there yet then.
  const on = (event: unknown, callback?: unknown): void => {
    if (typeof callback === 'function') handlers[nameOf(event)] = callback as Callback;
    else delete handlers[nameOf(event)];
  };

  const deliver: Deliver = (kind, json) => {
    if (kind === 'event') {
      const event = parse(json) as [string, unknown];
      const handler = handlers[event[0]];
      if (handler) guarded(handler, event[1]);
      return;
    }
    // By index: `for of` and destructuring go through `Array.prototype`, which the page can change.
    const replies = parse(json) as [number, unknown][];
    for (let i = 0; i < replies.length; i++) {
      const reply = replies[i]!;
      const callback = callbacks[reply[0]];
      delete callbacks[reply[0]];
      if (callback) guarded(callback, reply[1]);
    }
  };

  return { bridge: { invoke, on }, deliver };
};

const fail = (callback: unknown, errMsg: string): void => {
  if (typeof callback === 'function') microtask(() => guarded(callback as Callback, { errMsg }));
};

const reason = (error: unknown): string => {
  try {
    return text((error as Error).message);
  } catch {
    return 'the arguments are not JSON';
  }
};
