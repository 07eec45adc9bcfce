// Fingers: touch events, tap and long press, found out on the document and told of the innermost node.
//
// A mouse counts as a finger; after a touch the browser sends its own mouse events, which are not taken again.

import { BuiltIn } from './built-in/element.ts';
import { press } from './built-in/hover.ts';
import { catches } from './listen.ts';
import { owner } from './nodes.ts';
import { Told, Travel } from './operations.ts';
import { post } from './post.ts';

/** WeChat documentation: a press of 350 ms is a long one. */
const LONG = 350;
/** How far a finger may stray in a tap. */
const SLOP = 10;

interface Point {
  identifier?: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  force?: number;
}

interface Contact {
  target: EventTarget | null;
  at: Point;
  isFar: boolean;
  isLong: boolean;
  timer: number;
  release: () => void;
}

const wanted = new Set<string>();
let contact: Contact | null = null;
let hasTouch = false;

export const want = (type: string): void => void wanted.add(type);
export const forgetWants = (): void => wanted.clear();

const point = ({ identifier = 0, pageX, pageY, clientX, clientY, force = 1 }: Point): Point => ({ identifier, pageX, pageY, clientX, clientY, force });

const fire = (target: EventTarget | null, type: string, event: TouchEvent | MouseEvent, detail: unknown): void => {
  if (!wanted.has(type)) return;
  const number = owner(target);
  if (number === undefined) return;
  const isTouch = 'changedTouches' in event;
  const changedTouches = isTouch ? [...event.changedTouches].map(point) : [point(event)];
  const touches = isTouch ? [...event.touches].map(point) : type === 'touchend' ? [] : changedTouches;
  post([Told.Event, number, type, detail, Travel.Bubbles | Travel.Composed, { touches, changedTouches }]);
};

const where = ({ pageX, pageY }: Point): { x: number; y: number } => ({ x: pageX, y: pageY });

const down = (event: TouchEvent | MouseEvent, at: Point): void => {
  end();
  const { target } = event;
  const timer = setTimeout(() => {
    if (!contact) return;
    contact.isLong = true;
    fire(target, 'longpress', event, where(at));
    fire(target, 'longtap', event, where(at));
  }, LONG);
  contact = { target, at, isFar: false, isLong: false, timer, release: press(target) };
  fire(target, 'touchstart', event, where(at));
};

const move = (event: TouchEvent | MouseEvent, at: Point): void => {
  if (!contact) return;
  if (Math.hypot(at.clientX - contact.at.clientX, at.clientY - contact.at.clientY) > SLOP) {
    contact.isFar = true;
    clearTimeout(contact.timer);
    contact.release();
  }
  fire(contact.target, 'touchmove', event, where(at));
};

const up = (event: TouchEvent | MouseEvent, at: Point): void => {
  if (!contact) return;
  const { target, isFar, isLong } = contact;
  end();
  fire(target, 'touchend', event, where(at));
  if (isFar || (isLong && wanted.has('longpress'))) return;
  const more = target instanceof BuiltIn ? target.tapDetail(at) : {};
  if (more && !isDisabled(target)) fire(target, 'tap', event, { ...where(at), ...more });
  const touched = target instanceof Element ? target : null;
  for (let node = touched; node; node = node.parentElement) {
    if ((node instanceof BuiltIn && node.tapped(touched)) || catches(node, 'tap')) return;
  }
};

/** A button that is switched off hears of no tap, nor does anything around it. */
const isDisabled = (target: EventTarget | null): boolean => target instanceof Element && target.closest('wx-button[disabled]') !== null;

const end = (): void => {
  if (!contact) return;
  clearTimeout(contact.timer);
  contact.release();
  contact = null;
};

/** Where nothing is said, a finger is in the middle of the element. */
const touchOn = (target: HTMLElement, given: Partial<Point>, index: number): Touch => {
  const { left, top, width, height } = target.getBoundingClientRect();
  const { pageX = given.clientX === undefined ? undefined : given.clientX + scrollX } = given;
  const { pageY = given.clientY === undefined ? undefined : given.clientY + scrollY } = given;
  const [x, y] = [pageX ?? left + width / 2 + scrollX, pageY ?? top + height / 2 + scrollY];
  const { identifier = index, force = 1 } = given;
  return new Touch({ target, identifier, force, pageX: x, pageY: y, clientX: x - scrollX, clientY: y - scrollY });
};

/** Events that a program made that drives the page. */
const driven = new WeakSet<Event>();

const put = (target: HTMLElement, type: string, given: Partial<Point>[], changed: Partial<Point>[]): void => {
  const on = (points: Partial<Point>[]): Touch[] => points.map((point, index) => touchOn(target, point, index));
  const isDown = type === 'touchstart' || type === 'touchmove';
  const touches = on(given.length > 0 || !isDown ? given : [{}]);
  const changedTouches = changed.length > 0 ? on(changed) : touches.length > 0 ? touches : on([{}]);
  const event = new TouchEvent(type, { bubbles: true, cancelable: true, touches, targetTouches: touches, changedTouches });
  driven.add(event);
  target.dispatchEvent(event);
};

/** A finger that a program moves and no person: it meets this element, whatever lies over it. */
export const finger = async (target: HTMLElement, phase: string, touches: Partial<Point>[], changed: Partial<Point>[]): Promise<void> => {
  if (phase.startsWith('touch')) return put(target, phase, touches, changed);
  put(target, 'touchstart', touches, changed);
  if (phase === 'longpress') await new Promise((done) => setTimeout(done, LONG + 1));
  put(target, 'touchend', [], changed);
};

export const watchFingers = (): void => {
  // Only what a person does, or a program in its place: an event that a script makes is none.
  const on = <E extends TouchEvent | MouseEvent>(type: string, run: (event: E) => void): void =>
    document.addEventListener(type, (event) => (event.isTrusted || driven.has(event)) && run(event as E), { capture: true, passive: true });
  on<TouchEvent>('touchstart', (event) => {
    hasTouch = true;
    down(event, event.changedTouches[0]!);
  });
  on<TouchEvent>('touchmove', (event) => move(event, event.changedTouches[0]!));
  on<TouchEvent>('touchend', (event) => up(event, event.changedTouches[0]!));
  on<TouchEvent>('touchcancel', (event) => {
    if (contact) fire(contact.target, 'touchcancel', event, {});
    end();
  });
  on<MouseEvent>('mousedown', (event) => !hasTouch && down(event, event));
  on<MouseEvent>('mousemove', (event) => !hasTouch && move(event, event));
  on<MouseEvent>('mouseup', (event) => {
    if (hasTouch) return;
    up(event, event);
  });
};
