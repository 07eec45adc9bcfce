// The built-ins that are no more than a box: their names are enough for styles. `<text>` keeps line breaks.

import { setHover } from './hover.ts';
import { BuiltIn, isOn, text } from './element.ts';

export class View extends BuiltIn {
  set(name: string, value: unknown): void {
    if (!setHover(this, name, value)) keep(this, name, value);
  }
}

/** Attributes nobody has a meaning for stay visible to `[name]` selectors. */
export const keep = (element: Element, name: string, value: unknown): void => {
  // A handler in an attribute would be a script of the program's.
  if (name.toLowerCase().startsWith('on')) return;
  try {
    if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : typeof value === 'object' ? JSON.stringify(value) : text(value));
  } catch {
    // Not a name that an attribute can have.
  }
};

/** For `aria-` and `role`, `hidden`, `lang`: the same for every element. */
export const isCommon = (name: string): boolean => name === 'hidden' || name === 'role' || name.startsWith('aria-');

export const keepCommon = (element: Element, name: string, value: unknown): void => {
  if (name === 'hidden') element.toggleAttribute('hidden', isOn(value));
  else keep(element, name, value);
};
