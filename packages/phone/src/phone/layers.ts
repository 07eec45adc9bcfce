// Which pages lie on the screen, the last on top, and how the top one came or goes. Pure: page stacks in, layers out.

import type { PageId } from '../generated/protocol.ts';

/** How a layer moves: `comes` slides in from the right, `goes` slides out to it, the others stay. */
export type Motion = 'stays' | 'comes' | 'goes';

export interface Layer {
  page: PageId;
  motion: Motion;
}

export interface Stack {
  app: string | undefined;
  pages: readonly PageId[];
  /** The page on top is a page of the tabBar: such a page is simply there. */
  isTab: boolean;
}

/** The layers after a change of the stack. */
export const nextLayers = (before: readonly Layer[], was: Stack | undefined, now: Stack): Layer[] => {
  const stays = now.pages.map((page): Layer => ({ page, motion: 'stays' }));
  const [top, oldTop] = [now.pages.at(-1), was?.pages.at(-1)];
  const isElsewhere = !was || was.app !== now.app || oldTop === undefined || top === undefined;
  if (isElsewhere) return stays;
  // Nothing on top has changed: what is on its way goes on.
  if (top === oldTop)
    return [...stays.slice(0, -1), { page: top, motion: motionOf(before, top) }, ...leaving(before, now)];
  if (was.pages.includes(top))
    return now.isTab && was.pages.length === now.pages.length ? stays : [...stays, { page: oldTop, motion: 'goes' }];
  if (now.isTab) return stays;
  return [...stays.slice(0, -1), { page: top, motion: 'comes' }];
};

const motionOf = (layers: readonly Layer[], page: PageId): Motion =>
  layers.find((layer) => layer.page === page)?.motion ?? 'stays';

const leaving = (layers: readonly Layer[], now: Stack): Layer[] =>
  layers.filter(({ page, motion }) => motion === 'goes' && !now.pages.includes(page));

/** A layer has come to rest: one that goes is gone. */
export const settled = (layers: readonly Layer[], page: PageId): Layer[] =>
  layers
    .filter((layer) => layer.page !== page || layer.motion !== 'goes')
    .map((layer) => (layer.page === page ? { page, motion: 'stays' } : layer));
