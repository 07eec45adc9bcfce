// Two traces side by side: which rows belong together, and in what they differ. Pure.

import type { Item, Model } from './model.ts';

export type Difference = 'onlyLeft' | 'onlyRight' | 'result' | 'detail' | 'slower' | 'same';

export interface Pair {
  id: number;
  left: Item | undefined;
  right: Item | undefined;
  difference: Difference;
}

/** So many rows are compared one by one; what is more would take too long, and is put together by its place. */
const MOST = 3000;
/** So much slower, by factor and in milliseconds, is worth a mark. */
const FACTOR = 3;
const LEAST = 200;

/** What makes two rows the same one. */
const keyOf = (item: Item): string => `${item.kind} ${item.title}`;

/** Steps and what they caused; what comes by the way would only be noise. */
export const compared = (model: Model): Item[] =>
  model.items.filter(({ kind }) => kind !== 'note' && kind !== 'device').slice(0, MOST);

export const align = (left: Item[], right: Item[]): Pair[] => {
  const pairs: Pair[] = [];
  const add = (a: Item | undefined, b: Item | undefined): void => {
    pairs.push({ id: pairs.length, left: a, right: b, difference: differ(a, b) });
  };
  let i = 0;
  let j = 0;
  for (const [a, b] of common(left, right)) {
    while (i < a) add(left[i++], undefined);
    while (j < b) add(undefined, right[j++]);
    add(left[i++], right[j++]);
  }
  while (i < left.length) add(left[i++], undefined);
  while (j < right.length) add(undefined, right[j++]);
  return pairs;
};

/** The longest common subsequence of keys, as pairs of indexes. The equal ends are not searched. */
const common = (left: Item[], right: Item[]): [number, number][] => {
  const [a, b] = [left.map(keyOf), right.map(keyOf)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const pairs: [number, number][] = Array.from({ length: start }, (_, index) => [index, index]);
  pairs.push(...middle(a.slice(start, a.length - end), b.slice(start, b.length - end))
    .map(([x, y]): [number, number] => [x + start, y + start]));
  for (let index = end; index > 0; index--) pairs.push([a.length - index, b.length - index]);
  return pairs;
};

const middle = (a: string[], b: string[]): [number, number][] => {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
};

const outcome = (item: Item): string => {
  const reply = item.event?.type === 'call' ? item.event.reply : undefined;
  return JSON.stringify([item.bad, item.step?.error ?? null, item.step?.result ?? null, reply ?? null]);
};

const differ = (left: Item | undefined, right: Item | undefined): Difference => {
  if (!left) return 'onlyRight';
  if (!right) return 'onlyLeft';
  if (outcome(left) !== outcome(right)) return 'result';
  if (left.detail !== right.detail) return 'detail';
  const [fast, slow] = [left.end - left.at, right.end - right.at].sort((a, b) => a - b) as [number, number];
  return slow - fast > LEAST && slow > fast * FACTOR ? 'slower' : 'same';
};
