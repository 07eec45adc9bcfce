// Where a finger goes: a point of the element that stands still and that nothing covers.

import { describe } from './state.ts';
import { frame } from './pace.ts';
import { at, isWithin } from './tree.ts';

export interface Point {
  x: number;
  y: number;
}

/** The point, or in words why there is none yet. */
export async function touchable(element: Element, offset?: Point): Promise<Point | string> {
  const before = element.getBoundingClientRect();
  await frame();
  const box = element.getBoundingClientRect();
  if (!isSame(before, box)) return `${describe(element)} moves`;
  let missed = '';
  // Where it stands; then, should a bar cover it there, at other places of what scrolls.
  for (const block of [undefined, 'center', 'end', 'start'] as const) {
    if (block) {
      element.scrollIntoView({ block, inline: 'center', behavior: 'instant' });
      await frame();
    }
    const point = offset ? offsetPoint(element, offset) : middle(element);
    if (!point) {
      missed = `${describe(element)} is outside of the screen and cannot be scrolled to`;
      continue;
    }
    const top = at(point.x, point.y);
    if (top && reaches(top, element)) return onScreen(point);
    missed = `${describe(element)} is there but covered by ${top ? describe(top) : 'nothing that takes a touch'}`;
  }
  return missed;
}

/** What the next touch is meant for; when it met something else, what that was. */
interface Aim {
  element: Element;
  missed?: string;
}

let aim: Aim | undefined;

const TOUCH = ['pointerdown', 'touchstart', 'pointerup', 'touchend', 'pointercancel', 'touchcancel'] as const;

/** The page may change between the look and the touch. A touch that then meets something else reaches nobody. */
export function aimAt(element: Element): void {
  lower();
  aim = { element };
  for (const name of TOUCH) addEventListener(name, guard, { capture: true, passive: false });
}

/** What was touched in the place of what was meant, in words; null when the touch was right. */
export const missed = (): string | null => aim?.missed ?? null;

function lower(): void {
  for (const name of TOUCH) removeEventListener(name, guard, { capture: true });
  aim = undefined;
}

function guard(event: Event): void {
  if (!aim || !event.isTrusted) return;
  const top = event.composedPath()[0];
  if (aim.missed === undefined && top instanceof Element && reaches(top, aim.element)) return lower();
  aim.missed ??= `${describe(aim.element)} was elsewhere when the touch came, which met ${top instanceof Element ? describe(top) : 'nothing'}`;
  event.preventDefault();
  event.stopImmediatePropagation();
  // What it was is still to be asked for.
  if (event.type === 'touchend' || event.type === 'touchcancel') {
    for (const name of TOUCH) removeEventListener(name, guard, { capture: true });
  }
}

/** Its place on the document, when it stands still and on the screen. */
export async function onDocument(element: Element): Promise<{ x: number; y: number; width: number; height: number } | string> {
  const before = element.getBoundingClientRect();
  await frame();
  const { x, y, width, height } = element.getBoundingClientRect();
  if (!isSame(before, element.getBoundingClientRect())) return `${describe(element)} moves`;
  if (y < 0 || x < 0 || y + height > innerHeight || x + width > innerWidth) {
    const was = [scrollX, scrollY];
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    await frame();
    if (was[0] !== scrollX || was[1] !== scrollY) return onDocument(element);
  }
  return { x: x + scrollX, y: y + scrollY, width, height };
}

const isSame = (a: DOMRect, b: DOMRect): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** What is seen of the page: less than its viewport when it is drawn larger, all of a wide one when smaller. */
function seen(): { left: number; top: number; right: number; bottom: number } {
  const { offsetLeft: left, offsetTop: top, width, height } = visualViewport!;
  return { left, top, right: left + width, bottom: top + height };
}

/** Fingers are told from the corner of what is seen, in CSS pixels however large these are drawn. */
function onScreen({ x, y }: Point): Point {
  const { left, top } = seen();
  return { x: x - left, y: y - top };
}

/** The middle of the part of it that is on the screen. */
function middle(element: Element): Point | undefined {
  const screen = seen();
  for (const box of element.getClientRects()) {
    const left = Math.max(screen.left, box.left), right = Math.min(screen.right, box.right);
    const top = Math.max(screen.top, box.top), bottom = Math.min(screen.bottom, box.bottom);
    if (right - left >= 1 && bottom - top >= 1) return { x: (left + right) / 2, y: (top + bottom) / 2 };
  }
  return undefined;
}

function offsetPoint(element: Element, { x, y }: Point): Point | undefined {
  const box = element.getBoundingClientRect();
  const point = { x: box.left + x, y: box.top + y };
  const { left, top, right, bottom } = seen();
  return point.x >= left && point.x < right && point.y >= top && point.y < bottom ? point : undefined;
}

/** What is touched is the element, something in it, or its label. */
function reaches(top: Element, element: Element): boolean {
  if (isWithin(top, element)) return true;
  const label = top.closest('label');
  if (label?.control && isWithin(label.control, element)) return true;
  // The browser's own field fills the built-in around it, whose hint may lie over it.
  const field = element.closest('wx-input, wx-textarea');
  return field !== null && isWithin(top, field);
}
