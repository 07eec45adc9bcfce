// The bridge timeline as data: each call and each refusal, with the page stack at that moment. Pure.

import type { Told, TraceEvent } from '../../generated/protocol.ts';

type CallEvent = Extract<TraceEvent, { type: 'call' }>;

export interface Call {
  n: number;
  at: number;
  app: string;
  caller: 'h5' | 'logic' | 'refused';
  page: number | undefined;
  origin: string;
  name: string;
  args: unknown;
  /** Absent where the contract is silence. */
  reply: unknown;
  milliseconds: number | undefined;
  /** In words, what the caller is not told. */
  reason: string;
  failed: boolean;
  /** Paths of the page stack at that moment, bottom first. */
  stack: readonly string[];
}

/** What the reply's `errMsg` (or WeChat's `err_msg`) says, without the name. */
export const status = (reply: unknown): string => {
  if (reply === null || typeof reply !== 'object') return '';
  const { errMsg, err_msg: old } = reply as Record<string, unknown>;
  const text = typeof errMsg === 'string' ? errMsg : typeof old === 'string' ? old : '';
  return text.slice(text.indexOf(':') + 1);
};

const failed = (call: CallEvent): boolean => !!call.reason || /^(?!ok$|$)/.test(status(call.reply));

/** Reads events in order and remembers the page stack of each mini program. */
export const callReader = (): ((told: Told) => Call | undefined) => {
  const stacks = new Map<string, readonly string[]>();
  return ({ n, at, event }) => {
    if (event.type === 'navigate') {
      stacks.set(event.app, event.stack);
      return undefined;
    }
    if (event.type === 'call') {
      const { app, caller, origin, name, reply, milliseconds } = event;
      return {
        n, at, app, caller, origin, name, reply, milliseconds, page: event.page ?? undefined, args: event.arguments,
        reason: event.reason ?? '', failed: failed(event), stack: stacks.get(app) ?? [],
      };
    }
    if (event.type === 'refused') {
      return {
        n, at, app: event.app, caller: 'refused', page: undefined, origin: event.url, args: undefined, reply: undefined,
        name: /^(\w+) may not be called/.exec(event.rule)?.[1] ?? '', milliseconds: undefined, reason: event.rule,
        failed: true, stack: stacks.get(event.app) ?? [],
      };
    }
    return undefined;
  };
};
