// What of the events a panel shows. Goes on from where it was when new ones come, so that a panel with 10,000 entries
// does work for the new ones only.

import { createMemo } from 'solid-js';

import type { Told } from '../generated/protocol.ts';
import { events } from '../store.ts';

export interface Entry {
  n: number;
}

/** `take` sees each event once, in order. It starts over when the host does. */
export const createEntries = <T extends Entry>(start: () => (told: Told) => T | undefined): (() => readonly T[]) => {
  let take = start();
  let seen: Told | undefined;
  let kept: T[] = [];

  const next = (): readonly T[] => {
    events.version();
    if (seen && events.find(seen.n) !== seen) {
      take = start();
      seen = undefined;
      kept = [];
    }
    let from = events.length;
    while (from > 0 && (events.at(from - 1)?.n ?? 0) > (seen?.n ?? 0)) from--;
    if (from === events.length) return kept;
    const fresh: T[] = [];
    for (let index = from; index < events.length; index++) {
      const told = events.at(index);
      if (!told) continue;
      const entry = take(told);
      if (entry) fresh.push(entry);
      seen = told;
    }
    if (fresh.length === 0) return kept;
    const oldest = events.at(0)?.n ?? 0;
    const gone = kept.findIndex((entry) => entry.n >= oldest);
    kept = (gone > 0 ? kept.slice(gone) : gone < 0 ? [] : kept).concat(fresh);
    return kept;
  };
  return createMemo(next);
};

/** So much of one entry is searched. */
const SEARCHED = 50_000;
const texts = new WeakMap<object, string>();

/** Whether a text stands in an entry, whatever its case. What is searched is put together once. */
export const hasText = (entry: object, text: string, parts: () => readonly unknown[]): boolean => {
  if (!text) return true;
  let known = texts.get(entry);
  if (known === undefined) {
    known = parts()
      .map((part) => (typeof part === 'string' ? part : (JSON.stringify(part) ?? '')).slice(0, SEARCHED))
      .join('\n').toLowerCase();
    texts.set(entry, known);
  }
  return known.includes(text);
};
