// Events of single elements: `load`, `scroll`, `input`, `change` … A catch on a delegated one (touch) is here, too: it
// keeps the page from scrolling.

import { BuiltIn } from './built-in/element.ts';
import { numberOf, owner } from './nodes.ts';
import { DELEGATED, Listen, Told, Travel } from './operations.ts';
import { post } from './post.ts';

/** Of styles; each is told of the element itself only. */
const MOTION = /^(transitionend|animation(start|iteration|end))$/;
const heard = new WeakMap<Element, Map<string, number>>();
/** An event that goes up through several listening elements is told once: the logic layer does the rest. */
const seen = new WeakSet<Event>();

export const listen = (element: HTMLElement, type: string, flags: number): void => {
  if (element instanceof BuiltIn) element.listen(type, flags !== 0);
  const known = heard.get(element) ?? new Map<string, number>();
  heard.set(element, known);
  const isNew = !known.has(type);
  known.set(type, flags);
  // What a built-in has to tell, it tells itself.
  if (!isNew || (element instanceof BuiltIn && !DELEGATED.has(type) && !MOTION.test(type))) return;
  element.addEventListener(type, (event) => happened(element, event, known.get(type) ?? 0), { passive: false });
};

/** Nothing around the element is to hear of it. */
export const catches = (element: Element, type: string): boolean => ((heard.get(element)?.get(type) ?? 0) & Listen.Catch) !== 0;

const happened = (element: HTMLElement, event: Event, flags: number): void => {
  if (flags === 0) return;
  if (flags & Listen.Catch && event.cancelable && DELEGATED.has(event.type)) event.preventDefault();
  if (DELEGATED.has(event.type) || seen.has(event)) return;
  if (MOTION.test(event.type) && event.target !== element) return;
  seen.add(event);
  const number = owner(event.target);
  // Children that the program did not write (the `<input>` in an input) speak for the element.
  const target = number === undefined ? numberOf(element) : number;
  if (target !== undefined) post([Told.Event, target, event.type, detailOf(event), Travel.Stays]);
};

const detailOf = (event: Event): unknown => {
  if (event instanceof CustomEvent) return event.type === 'error' ? { errMsg: 'could not be loaded' } : (event.detail as unknown) ?? {};
  const target = event.target as HTMLElement & { value?: unknown };
  if (event.type === 'scroll') return { scrollLeft: target.scrollLeft, scrollTop: target.scrollTop };
  return target.value === undefined ? {} : { value: target.value };
};

const models = new WeakMap<Element, Set<string>>();

/** `model:value`: what the person changes is told at once. */
export const model = (element: HTMLElement, name: string, on: boolean): void => {
  if (element instanceof BuiltIn) return element.model(name, on);
  let names = models.get(element);
  if (!names) {
    models.set(element, (names = new Set()));
    for (const type of ['input', 'change', 'scroll']) element.addEventListener(type, (event) => typed(element, event));
  }
  if (on) names.add(name);
  else names.delete(name);
};

const typed = (element: HTMLElement, event: Event): void => {
  const number = numberOf(element);
  const detail = (event instanceof CustomEvent ? event.detail : null) as Record<string, unknown> | null;
  for (const name of models.get(element) ?? []) {
    const value = detail?.[name] ?? detail?.value ?? (event.target as unknown as Record<string, unknown>)[name];
    if (number !== undefined && value !== undefined) post([Told.Model, number, name, value]);
  }
};
