// One call to the host: out through the bridge, and back into callbacks or a promise.
//
// With any of the four callbacks among the options a call returns nothing, as in every other SDK. With none it
// returns a promise, which rejects with the reply of a failure: an object with `errMsg`.

import { type Bridge, guarded, whenBridge } from './bridge.js';
import { type Status, outcome, read } from './reply.js';

export type Reply<Fields> = Fields & Status;

/** The callbacks of a call: one of the first three, then `complete`. */
export interface Callbacks<Fields> {
  success?: ((reply: Reply<Fields>) => void) | undefined;
  fail?: ((reply: Status) => void) | undefined;
  /** Only for a host that answers `name:cancel`; others answer `name:fail cancel`. */
  cancel?: ((reply: Status) => void) | undefined;
  complete?: ((reply: Status) => void) | undefined;
}

type WithCallback<Fields> = Callbacks<Fields> &
  ({ success: object } | { fail: object } | { cancel: object } | { complete: object });

/** Options may be left out where every one of them may. */
type Arguments<Options> = object extends Options ? [options?: Options] : [options: Options];

/** A function of `wx`. */
export interface Call<Options, Fields> {
  (options: Options & WithCallback<Fields>): void;
  (...options: Arguments<Options>): Promise<Reply<Fields>>;
}

type Fields = Record<string, unknown>;

/** What a call sends, from the options of the page. */
export type Encode<Options> = (options: Options) => object;

/** A last touch to the reply, for hosts that answer in an older form. Changes it in place. */
export type Mend = (reply: Fields & Status) => void;

const CALLBACKS = ['success', 'fail', 'cancel', 'complete'] as const;

/** Makes a function of `wx` from what it sends. */
export function call<Options, Answer>(name: string, encode: Encode<Partial<Options>>, mend?: Mend): Call<Options, Answer> {
  const run = (options: Partial<Options> & Callbacks<Fields> = {}): Promise<Fields & Status> | undefined => {
    if (CALLBACKS.some((callback) => typeof options[callback] === 'function')) {
      send(name, encode(options), mend, (reply) => dispatch(reply, options));
      return undefined;
    }
    return new Promise((resolve, reject) => {
      send(name, encode(options), mend, (reply) => (outcome(reply) === 'success' ? resolve(reply) : reject(reply)));
    });
  };
  return run as Call<Options, Answer>;
}

/** Sends a call of `wx.miniProgram`. A host answers none of them, so there is nothing to wait for. */
export function silent(name: string, arg: unknown): void {
  whenBridge((bridge) => bridge.invoke('invokeMiniProgramAPI', { name, arg }, () => undefined));
}

function send(name: string, args: object, mend: Mend | undefined, settle: (reply: Fields & Status) => void): void {
  whenBridge((bridge) => {
    invoke(bridge, name, args, (raw) => {
      const reply = read(name, raw);
      mend?.(reply);
      settle(reply);
    });
  });
}

/** A bridge that throws, on arguments that are no JSON for one, is answered for. */
function invoke(bridge: Bridge, name: string, args: object, callback: (raw: unknown) => void): void {
  try {
    bridge.invoke(name, args, callback);
  } catch (error) {
    callback({ errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}` });
  }
}

function dispatch(reply: Fields & Status, callbacks: Callbacks<Fields>): void {
  const chosen = callbacks[outcome(reply)];
  for (const callback of [chosen, callbacks.complete]) {
    if (typeof callback === 'function') {
      guarded(callback as (reply: Fields & Status) => void, reply);
    }
  }
}
