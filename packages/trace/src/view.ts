// What of one trace is looked at: a time, a row, and the time under the pointer, which is only looked at in passing.

import { createMemo, createSignal } from 'solid-js';

import type { Item, Model } from './model.ts';

export const createView = (model: Model) => {
  const [selected, setSelected] = createSignal<number>();
  const [time, setTime] = createSignal(0);
  const [hover, setHover] = createSignal<number>();
  const item = createMemo(() => model.items.find(({ id }) => id === selected()));
  return {
    model,
    item,
    selected,
    /** The time that is shown. */
    now: (): number => hover() ?? time(),
    /** Whether the pointer is somewhere in time. */
    passing: (): boolean => hover() !== undefined,
    hover: setHover,
    select: (next: Item | undefined): void => {
      setSelected(next?.id);
      if (next) setTime(next.end);
    },
    /** To a time, and the row that was last then. */
    go: (at: number): void => {
      const to = Math.min(Math.max(0, at), model.length);
      setTime(to);
      setSelected(model.items.findLast((one) => one.at <= to)?.id);
    },
  };
};

export type View = ReturnType<typeof createView>;

export const clock = (at: number): string => `${(at / 1000).toFixed(at < 10_000 ? 2 : 1)} s`;
