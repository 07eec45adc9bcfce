// Roles and names, as an assistive technology has them; and what the built-in components of a mini program are.

import { computeAccessibleName, getRole } from 'dom-accessibility-api';

import type { RoleState, Matcher } from '../steps.ts';
import { isChecked, isEnabled, isVisible } from './state.ts';
import { matches, squeezed, textOf } from './text.ts';
import { around, below } from './tree.ts';

/** What a built-in is that says no role itself. `<input>` and `<textarea>` hold the browser's own, which have one. */
const BUILT_INS: Record<string, string> = {
  'wx-button': 'button',
  'wx-navigator': 'link',
  'wx-image': 'img',
  'wx-icon': 'img',
  'wx-checkbox-group': 'group',
  'wx-radio-group': 'radiogroup',
  'wx-picker': 'combobox',
  'wx-progress': 'progressbar',
  'wx-form': 'form',
};

/** Roles whose name is what stands in them (WAI-ARIA 1.2: name from content). */
const NAMED_BY_CONTENT = new Set(['button', 'checkbox', 'combobox', 'link', 'radio', 'switch']);

export function roleOf(element: Element): string | null {
  return element.getAttribute('role')?.trim().split(/\s+/)[0] || BUILT_INS[element.localName] || getRole(element);
}

export function nameOf(element: Element): string {
  const name = squeezed(computeAccessibleName(element));
  if (name) return name;
  const label = labelOf(element);
  if (label) return label;
  return element.localName.startsWith('wx-') && NAMED_BY_CONTENT.has(roleOf(element) ?? '') ? squeezed(textOf(element)) : '';
}

/** The text of a mini program's `<label>` that belongs to an element, or of the browser's own. */
export function labelOf(element: Element): string {
  const own = element.closest('wx-input, wx-textarea') ?? element;
  if (own.localName.startsWith('wx-') || own !== element) {
    const label = own.closest('wx-label') ?? (own.id && document.querySelector(`wx-label[for="${CSS.escape(own.id)}"]`));
    return label ? squeezed(textOf(label)) : '';
  }
  const { labels } = element as Partial<HTMLInputElement>;
  return [...(labels ?? [])].map((label) => squeezed(textOf(label))).join(' ');
}

export function withRole(root: Node, role: string, wanted: RoleState & { name?: Matcher; exact?: boolean }): Element[] {
  const found: Element[] = [];
  for (const element of below(root)) {
    if (roleOf(element) !== role) continue;
    if (!wanted.includeHidden && isHiddenFromAll(element)) continue;
    if (!hasState(element, wanted)) continue;
    if (wanted.name !== undefined && !matches(nameOf(element), wanted.name, wanted.exact)) continue;
    found.push(element);
  }
  return found;
}

function hasState(element: Element, wanted: RoleState): boolean {
  const says = (name: string): boolean => element.getAttribute(`aria-${name}`) === 'true';
  if (wanted.checked !== undefined && (isChecked(element) ?? false) !== wanted.checked) return false;
  if (wanted.disabled !== undefined && isEnabled(element) === wanted.disabled) return false;
  if (wanted.expanded !== undefined && isExpanded(element) !== wanted.expanded) return false;
  if (wanted.pressed !== undefined && says('pressed') !== wanted.pressed) return false;
  if (wanted.selected !== undefined) {
    const selected = element instanceof HTMLOptionElement ? element.selected : says('selected');
    if (selected !== wanted.selected) return false;
  }
  return wanted.level === undefined || levelOf(element) === wanted.level;
}

function isExpanded(element: Element): boolean {
  const details = element.localName === 'summary' ? element.parentElement : element;
  if (details instanceof HTMLDetailsElement) return details.open;
  return element.getAttribute('aria-expanded') === 'true';
}

function levelOf(element: Element): number {
  const said = element.getAttribute('aria-level');
  return said === null ? Number(/^h([1-6])$/.exec(element.localName)?.[1] ?? 0) : Number(said);
}

function isHiddenFromAll(element: Element): boolean {
  for (let at: Element | null = element; at; at = around(at)) if (at.getAttribute('aria-hidden') === 'true') return true;
  // One that is only out of the picture, or empty, is still there for an assistive technology.
  return !element.checkVisibility({ checkVisibilityCSS: true }) && !isVisible(element);
}
