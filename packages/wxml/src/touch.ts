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

export const watchFingers = (): void => {
  // Only what a person does: an event that a script makes is none.
  const on = <E extends TouchEvent | MouseEvent>(type: string, run: (event: E) => void): void =>
    document.addEventListener(type, (event) => event.isTrusted && run(event as E), { capture: true, passive: true });
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
