// The page as a whole: `onPageScroll` and `onReachBottom`, told when the page has such a hook.

import { Told } from './operations.ts';
import { post } from './post.ts';

/** How far from the end `onReachBottom` comes, in pixels: 50 when the page does not say (WeChat documentation). */
let distance = 50;
let isAtBottom = false;
let isWaiting = false;
const wanted = new Set<string>();

export const setReach = (pixels = 50): void => {
  distance = pixels;
};

/** True when it was about the page as a whole. */
export const wantOfPage = (type: string): boolean => {
  if (type !== 'pagescroll' && type !== 'reachbottom') return false;
  if (wanted.size === 0) addEventListener('scroll', scrolled, { passive: true });
  wanted.add(type);
  return true;
};

export const forgetPageWants = (): void => {
  wanted.clear();
  removeEventListener('scroll', scrolled);
};

/** Once a frame: a phone tells no more often either. */
const scrolled = (): void => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    const { scrollHeight } = document.documentElement;
    if (wanted.has('pagescroll')) post([Told.Page, 'onPageScroll', { scrollTop: scrollY }]);
    const reached = scrollY + innerHeight >= scrollHeight - distance;
    if (reached && !isAtBottom && wanted.has('reachbottom')) post([Told.Page, 'onReachBottom', {}]);
    isAtBottom = reached;
  });
};
