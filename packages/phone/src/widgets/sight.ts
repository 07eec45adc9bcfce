// Which rows of a long list are in sight, and where each is. Pure.

export interface Heights {
  total: number;
  /** Where a row begins. */
  start: (index: number) => number;
  /** The row at a place; the last one below the end. */
  at: (offset: number) => number;
}

export const sameHeights = (count: number, size: number): Heights => ({
  total: count * size,
  start: (index) => index * size,
  at: (offset) => Math.min(Math.max(0, count - 1), Math.max(0, Math.floor(offset / size))),
});

export const ownHeights = <T>(items: readonly T[], size: (item: T) => number): Heights => {
  const starts = new Float64Array(items.length + 1);
  items.forEach((item, index) => { starts[index + 1] = starts[index]! + size(item); });
  return {
    total: starts[items.length]!,
    start: (index) => starts[index] ?? 0,
    at: (offset) => {
      let low = 0;
      let high = Math.max(0, items.length - 1);
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
};

export interface Range {
  first: number;
  /** The first that is not in sight. */
  end: number;
}

/** With some rows more on both sides, so that scrolling does not show a gap before the next picture. */
export const rangeOf = (heights: Heights, count: number, top: number, height: number, more: number): Range =>
  count === 0
    ? { first: 0, end: 0 }
    : { first: Math.max(0, heights.at(top) - more), end: Math.min(count, heights.at(top + height) + 1 + more) };

/**
 * What a slot shows: of the rows in sight, the one whose index leaves this rest. So a row that stays in sight stays in its
 * slot, and scrolling by three rows changes three slots.
 */
export const inSlot = (slot: number, slots: number, { first, end }: Range): number | undefined => {
  const index = first + ((((slot - first) % slots) + slots) % slots);
  return index < end ? index : undefined;
};
