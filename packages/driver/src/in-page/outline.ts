// What an assistive technology has of a part of a page, as an indented list: the small way to see it as text.

import { nameOf, roleOf } from './role.ts';
import { isChecked, isEnabled, isVisible, valueOf } from './state.ts';
import { squeezed, textOf } from './text.ts';

/** Roles that say nothing by themselves. */
const SILENT_ROLES = new Set(['generic', 'none', 'presentation', 'paragraph', 'strong', 'emphasis', 'code', 'time', 'document', 'rowgroup']);

/** Roles whose name is the text in them: what is in them is told with it. */
const CLOSED_ROLES = new Set(['button', 'checkbox', 'heading', 'img', 'link', 'menuitem', 'option', 'radio', 'switch', 'tab']);

/** Roles that hold what a person has written or chosen. */
const FIELDS = new Set(['combobox', 'searchbox', 'slider', 'spinbutton', 'textbox']);

const NEVER = new Set(['script', 'style', 'noscript', 'template', 'head']);

export function outline(root: Element): string {
  const lines: string[] = [];
  new Writer(lines).element(root, 0);
  return lines.join('\n');
}

class Writer {
  /** Text that stands in one line so far. */
  private words = '';

  constructor(private readonly lines: string[]) {}

  element(element: Element, depth: number): void {
    if (NEVER.has(element.localName) || element.getAttribute('aria-hidden') === 'true' || isGone(element)) return;
    const role = roleOf(element) ?? roleless(element);
    if (!role || SILENT_ROLES.has(role)) {
      this.block(element, depth);
      return;
    }
    this.flush(depth);
    const name = nameOf(element) || (CLOSED_ROLES.has(role) ? squeezed(textOf(element)) : '');
    if (!(role === 'img' && !name) && isVisible(element)) this.line(depth, `${role}${name ? ` ${JSON.stringify(name)}` : ''}${states(element, role)}`);
    if (CLOSED_ROLES.has(role) || isField(role)) return;
    this.children(element, depth + 1);
    this.flush(depth + 1);
  }

  private block(element: Element, depth: number): void {
    const isBlock = !getComputedStyle(element).display.startsWith('inline');
    if (isBlock) this.flush(depth);
    this.children(element, depth);
    if (isBlock) this.flush(depth);
  }

  private children(element: Element, depth: number): void {
    const assigned = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
    const children = assigned.length ? assigned : (element.shadowRoot ?? element).childNodes;
    for (const child of children) {
      if (child instanceof Text) this.words += child.data;
      else if (child instanceof Element) this.element(child, depth);
    }
  }

  private flush(depth: number): void {
    const text = squeezed(this.words);
    this.words = '';
    if (text) this.line(depth, `text ${JSON.stringify(text)}`);
  }

  private line(depth: number, text: string): void {
    this.lines.push(`${'  '.repeat(depth)}- ${text}`);
  }
}

/** Fields that have no role (HTML AAM), a password or a date for one; the others have theirs by here. */
const roleless = (element: Element): string | null =>
  element instanceof HTMLInputElement && element.type !== 'hidden' ? `input ${element.type}` : null;

const isField = (role: string): boolean => FIELDS.has(role) || role.startsWith('input ');

/** Nothing of it can be seen. */
const isGone = (element: Element): boolean =>
  getComputedStyle(element).display !== 'contents' && !element.checkVisibility({ checkVisibilityCSS: true });

function states(element: Element, role: string): string {
  const states: string[] = [];
  const checked = isChecked(element);
  if (checked) states.push(checked === true ? 'checked' : 'mixed');
  if (!isEnabled(element)) states.push('disabled');
  for (const state of ['expanded', 'pressed', 'selected']) if (element.getAttribute(`aria-${state}`) === 'true') states.push(state);
  const level = role === 'heading' ? (element.getAttribute('aria-level') ?? /^h([1-6])$/.exec(element.localName)?.[1]) : undefined;
  if (level) states.push(`level ${level}`);
  const said = states.map((state) => ` [${state}]`).join('');
  const value = isField(role) ? shownValue(element) : undefined;
  return value ? `${said}: ${JSON.stringify(value)}` : said;
}

/** A password is shown as dots, here too. */
function shownValue(element: Element): string | undefined {
  const value = valueOf(element);
  const field = element.matches('input') ? element : element.querySelector('input');
  return value && field instanceof HTMLInputElement && field.type === 'password' ? '•'.repeat(value.length) : value;
}
