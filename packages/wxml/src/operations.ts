// What the logic layer tells the document that draws a page, and what the document says: the words of docs/view.md.
// packages/logic bundles this file as well, so nothing here may need a browser.

/** The first member of an operation. */
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

/** The first member of a message from the document. */
export const enum Told {
  Event = 0,
  Answer = 1,
  Model = 2,
  Window = 3,
  Navigate = 4,
  Page = 5,
  Keyboard = 6,
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
  /** How far from the end `onReachBottom` comes, in pixels. */
  bottom?: number;
  /** The page as a whole does not scroll. */
  still?: boolean;
  /** How built-ins look: `v2`, `dark`. */
  built?: string[];
}

/** What an element is made with. Absent members are empty. */
export interface Made {
  /** Class names. */
  c?: string;
  /** Style. */
  s?: string;
  /** Id. */
  i?: string;
  /** The component's own class prefix, for `:host`. */
  h?: string;
  /** `data-testid`: the one piece of a dataset that the document has, for tests. As it was when the node was made. */
  t?: string;
  /** Attributes. */
  a?: Record<string, unknown>;
  /** Events listened to, with their flags. */
  l?: Record<string, number>;
  /** Attributes whose value the document tells when the person changes it. */
  m?: Record<string, 1>;
}

export type Operation = [op: Op, ...rest: unknown[]];

/** Events that are found out on the document: asked for once by name, not once an element. */
export const DELEGATED: ReadonlySet<string> = new Set([
  'tap',
  'longpress',
  'longtap',
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
]);

/** Hooks of the page that the document calls, and what it is asked for because of them. */
export const PAGE_HOOKS: Readonly<Record<string, string>> = { onPageScroll: 'pagescroll', onReachBottom: 'reachbottom' };
