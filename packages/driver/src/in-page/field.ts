// Writing into fields: the browser types, here the field is made ready.

import { control, describe, isEnabled } from './state.ts';

const TYPED = new Set(['', 'text', 'search', 'url', 'tel', 'email', 'password', 'number']);

/** What writing needs: nothing (the text goes where the focus is), or it is done already. */
export type Ready = 'type' | 'done';

interface Readiness {
  ready: Ready;
  /** The field hides what is in it. */
  secret: boolean;
}

const readiness = (field: Element, ready: Ready): Readiness =>
  ({ ready, secret: field instanceof HTMLInputElement && field.type === 'password' });

/** Makes a field ready for a text that takes the place of what is in it; a sentence when it cannot be. */
export function clear(element: Element, text: string): Readiness | string {
  const field = focusable(element);
  if (typeof field === 'string') return field;
  if (field instanceof HTMLInputElement && !TYPED.has(field.type)) return set(field, text);
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
  else getSelection()?.selectAllChildren(field);
  return readiness(field, 'type');
}

/** Gives an element the focus, the caret at the end of what is in it. */
export function focus(element: Element): Readiness | string {
  const inner = control(element) as HTMLElement;
  inner.focus();
  if (inner instanceof HTMLTextAreaElement || (inner instanceof HTMLInputElement && TYPED.has(inner.type))) {
    const { length } = inner.value;
    // A field of numbers has no selection.
    if (inner.type !== 'number' && inner.type !== 'email') inner.setSelectionRange(length, length);
  }
  return readiness(inner, 'type');
}

function focusable(element: Element): HTMLElement | string {
  const field = control(element);
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (!isField && !(field instanceof HTMLElement && field.isContentEditable)) {
    throw new Error(`${describe(element)} is nothing to write in`);
  }
  if (!isEnabled(element)) return `${describe(element)} is disabled`;
  if (isField && field.readOnly) return `${describe(element)} can only be read`;
  field.focus();
  const root = field.getRootNode() as Document | ShadowRoot;
  return root.activeElement === field ? field : `${describe(element)} does not take the focus`;
}

/** Dates, colours and their like are set as a whole. */
function set(field: HTMLInputElement, text: string): Readiness | string {
  if (['checkbox', 'radio', 'file', 'button', 'submit', 'reset', 'image'].includes(field.type)) {
    throw new Error(`${describe(field)} is nothing to write in`);
  }
  field.value = text;
  if (field.value !== text) throw new Error(`${describe(field)} does not take "${text}"; it has "${field.value}"`);
  changed(field);
  return readiness(field, 'done');
}

/** Chooses options of a `<select>` by value or by what stands there. */
export function select(element: Element, wanted: string[]): string[] | string {
  const list = control(element);
  if (!(list instanceof HTMLSelectElement)) throw new Error(`${describe(element)} is no <select>`);
  if (!isEnabled(element)) return `${describe(element)} is disabled`;
  const options = [...list.options];
  const chosen = wanted.map((text) => options.find((option) => option.value === text || option.label === text));
  const missing = wanted.filter((_, index) => !chosen[index]);
  if (missing.length) {
    return `${describe(element)} has no option ${missing.join(', ')}; it has ${options.map((option) => option.label).join(', ')}`;
  }
  for (const option of options) option.selected = chosen.includes(option);
  changed(list);
  return [...list.selectedOptions].map((option) => option.value);
}

function changed(field: Element): void {
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
