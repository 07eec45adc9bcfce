// Runs in every document that a person touches while a test is recorded: says what was done to which element. It stands in a
// script world of its own, so that the page can neither hear nor forge it.

import { control, valueOf } from '../in-page/state.ts';
import { cssOf, locatorOf, templateCssOf } from './locator.ts';

/** The host's: there in this world only. */
declare const sampanRecord: (text: string) => void;

/** A document may be given this script twice: when it is new, and when the recording begins. */
const isHeard = Object.hasOwn(self, 'sampanRecords');
if (!isHeard) Object.defineProperty(self, 'sampanRecords', { value: true });

/** Farther than this, in CSS pixels, a finger has moved. */
const SLOP = 12;
/** As long as this a finger must rest for `longpress`. */
const LONG = 500;
const TYPED = /^(|text|search|url|tel|email|password|number)$/;

interface Press {
  pointer: number;
  x: number;
  y: number;
  at: number;
  where: Where;
}

/** The element, as it was when it was touched: a tap may take it away. */
interface Where {
  steps: unknown[];
  css: string;
  /** A page of the mini program, and no H5 page. */
  drawn: boolean;
}

let press: Press | undefined;

/** Fields that have the focus, as they were found when they got it: what is typed may change how. */
const fields = new WeakMap<Element, Where>();

const target = (event: Event): Element | undefined => {
  const first = event.composedPath()[0];
  return first instanceof Element ? first : undefined;
};

const where = (element: Element): Where => {
  const drawn = document.querySelector('wx-page') !== null;
  return { steps: locatorOf(element), css: drawn ? templateCssOf(element) : cssOf(element), drawn };
};

const say = (what: object): void => sampanRecord(JSON.stringify(what));

const listen = <K extends keyof WindowEventMap>(name: K, heard: (event: WindowEventMap[K]) => void): void => {
  // A frame within the page has no locator.
  if (isHeard || self !== top) return;
  addEventListener(name, (event) => { if (event.isTrusted) heard(event); }, { capture: true, passive: true });
};

listen('pointerdown', (event) => {
  const element = target(event);
  const { pointerId: pointer, clientX: x, clientY: y, timeStamp: at } = event;
  press = element && event.isPrimary ? { pointer, x, y, at, where: where(element) } : undefined;
});

listen('pointerup', (event) => {
  const began = press;
  press = undefined;
  if (began?.pointer !== event.pointerId) return;
  const [x, y] = [Math.round(event.clientX - began.x), Math.round(event.clientY - began.y)];
  if (Math.hypot(x, y) > SLOP) say({ kind: 'swipe', ...began.where, x, y });
  else say({ kind: event.timeStamp - began.at >= LONG ? 'longpress' : 'tap', ...began.where });
});

// The browser scrolls: whatever is touched next is scrolled to anyway.
listen('pointercancel', () => { press = undefined; });

listen('focusin', (event) => {
  const element = target(event);
  if (element) fields.set(element, where(element));
});

listen('input', (event) => {
  const element = target(event);
  if (!element) return;
  const field = control(element);
  const isText = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && TYPED.test(field.type))
    || (field instanceof HTMLElement && field.isContentEditable);
  if (!isText) return;
  const secret = field instanceof HTMLInputElement && field.type === 'password';
  say({ kind: 'fill', ...(fields.get(element) ?? where(element)), text: valueOf(element) ?? field.textContent ?? '', secret });
});

listen('change', (event) => {
  const element = target(event);
  if (element instanceof HTMLSelectElement) {
    const options = [...element.selectedOptions].map(({ label, value }) => label || value);
    say({ kind: 'select', ...where(element), options });
  } else if (element instanceof HTMLInputElement && /^(date|time|month|week|datetime-local|range|color)$/.test(element.type)) {
    say({ kind: 'fill', ...where(element), text: element.value, secret: false });
  }
});

listen('keydown', (event) => {
  const element = target(event);
  if (!element || event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
  // In a text of several lines, it is part of the text.
  if (event.key === 'Enter' && !(element instanceof HTMLInputElement)) return;
  say({ kind: 'press', ...(fields.get(element) ?? where(element)), key: event.key });
});
