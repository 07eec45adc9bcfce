// The way out: what happened in one turn leaves as one message.

import type { Told } from './operations.ts';

const scope = window as unknown as { __sampanPage?: (message: string) => void };
// Put there by the prelude (packages/page/src/prelude.ts); taken away so that only this file has it.
const native = scope.__sampanPage ?? (() => {});
delete scope.__sampanPage;

let waiting: unknown[] = [];

/** Values without JSON (a DOM node in somebody's event detail) become empty objects. */
const plain = (message: unknown): string => {
  try {
    return JSON.stringify(message);
  } catch {
    return JSON.stringify(message, (_key, value: unknown) => (value instanceof Node || value === window ? {} : value));
  }
};

export const post = (message: [kind: Told, ...rest: unknown[]]): void => {
  if (waiting.length === 0) queueMicrotask(flush);
  waiting.push(message);
};

const flush = (): void => {
  const messages = waiting;
  waiting = [];
  native(`[${messages.map(plain).join(',')}]`);
};

/** The page is there and empty. */
export const ready = (): void => native('"ready"');
