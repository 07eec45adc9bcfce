// What the logic layer tells this page, and what the page says: the words of docs/view.md. packages/logic has its own
// copy of the numbers (src/operations.ts there).

export const enum Op {
  Element = 0,
  Text = 1,
  Move = 2,
  Remove = 3,
  SetText = 4,
  Class = 5,
  Style = 6,
  Attribute = 7,
  Id = 8,
  Listen = 9,
  Model = 10,
  Free = 11,
  Sheet = 12,
  Ask = 13,
  Want = 14,
  Start = 15,
}

export const enum Told {
  Event = 0,
  Answer = 1,
  Model = 2,
  Window = 3,
  Navigate = 4,
  Page = 5,
}

/** How an event is listened to; flags add up. */
export const enum Listen {
  Bubble = 1,
  Catch = 2,
  Capture = 4,
}

/** How an event travels; flags add up. */
export const enum Travel {
  Stays = 0,
  Bubbles = 1,
  Composed = 2,
}

/** What is to be known of the page as a whole; absent members are as usual. */
export interface PageLook {
  bottom?: number;
  still?: boolean;
}

export interface Made {
  c?: string;
  s?: string;
  i?: string;
  h?: string;
  a?: Record<string, unknown>;
  l?: Record<string, number>;
  m?: Record<string, 1>;
}

export type Operation = [op: Op, ...rest: never[]];
