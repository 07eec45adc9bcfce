// What a person can do with an element: see it, use it, write in it.

import { around, below } from './tree.ts';

export function isVisible(element: Element): boolean {
  const style = getComputedStyle(element);
  if (style.display === 'contents') {
    for (const child of element.childNodes) {
      if (child instanceof Element ? isVisible(child) : child instanceof Text && hasBox(child)) return true;
    }
    return false;
  }
  // A parent that is hidden leaves no box.
  if (!element.checkVisibility({ checkVisibilityCSS: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

function hasBox(text: Text): boolean {
  const range = document.createRange();
  range.selectNode(text);
  const { width, height } = range.getBoundingClientRect();
  return width > 0 && height > 0;
}

/** The control that a person writes in or that knows its state: for `<wx-input>` and its like, the one inside. */
export function control(element: Element): Element {
  if (element.localName === 'wx-input' || element.localName === 'wx-textarea') {
    return element.querySelector('input, textarea') ?? element;
  }
  if (element instanceof HTMLLabelElement && element.control) return element.control;
  return element;
}

export function isEnabled(element: Element): boolean {
  if (control(element).matches(':disabled')) return false;
  for (let at: Element | null = element; at; at = around(at)) {
    if (at.getAttribute('aria-disabled') === 'true') return false;
    if (at.localName.startsWith('wx-') && at.hasAttribute('disabled')) return false;
  }
  return true;
}

export function isChecked(element: Element): boolean | 'mixed' | undefined {
  const inner = control(element);
  if (inner instanceof HTMLInputElement && (inner.type === 'checkbox' || inner.type === 'radio')) {
    return inner.indeterminate ? 'mixed' : inner.checked;
  }
  const said = inner.getAttribute('aria-checked');
  return said === null ? undefined : said === 'mixed' ? 'mixed' : said === 'true';
}

export function valueOf(element: Element): string | undefined {
  const inner = control(element);
  if (inner instanceof HTMLInputElement || inner instanceof HTMLTextAreaElement) return inner.value;
  if (inner instanceof HTMLSelectElement) return inner.value;
  if (inner instanceof HTMLElement && inner.isContentEditable) return inner.innerText;
  return inner.getAttribute('aria-valuenow') ?? undefined;
}

/** A few words for an element, as one finds it in the source. */
export function describe(element: Element): string {
  const name = element.localName;
  const parts = [name];
  for (const attribute of ['id', 'class', 'type', 'role', 'name', 'placeholder', 'data-testid']) {
    const value = element.getAttribute(attribute);
    if (value) parts.push(`${attribute}="${short(value, 40)}"`);
  }
  const text = short((element.textContent ?? '').replace(/\s+/g, ' ').trim(), 40);
  return `<${parts.join(' ')}>${text}${text ? `</${name}>` : ''}`;
}

export const short = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

/** Elements below that a person would look for, to say what is there instead. */
export function offered(root: Node, wanted: (element: Element) => boolean): string[] {
  const found: string[] = [];
  for (const element of below(root)) {
    if (found.length < 5 && wanted(element) && isVisible(element)) found.push(describe(element));
  }
  return found;
}
