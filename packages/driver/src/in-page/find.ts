// A locator's steps, carried out.

import type { Matcher, Step } from '../steps.ts';
import { labelOf, withRole } from './role.ts';
import { isVisible } from './state.ts';
import { matches, textOf, withText } from './text.ts';
import { below } from './tree.ts';

export function find(steps: Step[], from: Node = document): Element[] {
  return steps.reduce<Node[]>((found, step) => narrowed(found, step) ?? within(found, step), [from]) as Element[];
}

/** A step that chooses among what was found; nothing when it is none. */
function narrowed(found: Node[], step: Step): Node[] | undefined {
  if ('nth' in step) {
    const one = found.at(step.nth);
    return one ? [one] : [];
  }
  if ('hasText' in step) return found.filter((node) => matches(textOf(node), step.hasText));
  if ('hasNotText' in step) return found.filter((node) => !matches(textOf(node), step.hasNotText));
  if ('has' in step) return found.filter((node) => find(step.has, node).length > 0);
  if ('hasNot' in step) return found.filter((node) => find(step.hasNot, node).length === 0);
  if ('visible' in step) return found.filter((node) => node instanceof Element && isVisible(node) === step.visible);
  return undefined;
}

/** What a step finds in each of these, in the order of the document. */
function within(found: Node[], step: Step): Node[] {
  if (found.length === 1) return below1(found[0]!, step);
  const all = new Set(found.flatMap((node) => below1(node, step)));
  return [...all].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

function below1(root: Node, step: Step): Element[] {
  if ('css' in step) return withCss(root, step.css);
  if ('text' in step) return withText(root, step.text, step.exact);
  if ('role' in step) return withRole(root, step.role, step);
  if ('testId' in step) return withTestId(root, step.testId);
  if ('placeholder' in step) return withPlaceholder(root, step.placeholder, step.exact);
  if ('label' in step) return withLabel(root, step.label, step.exact);
  throw new Error(`a locator has no step ${JSON.stringify(step)}`);
}

function withCss(root: Node, selector: string): Element[] {
  // Says what is wrong with the selector, also where there is nothing to look at.
  document.createDocumentFragment().querySelector(selector);
  return [...below(root)].filter((element) => element.matches(selector));
}

/** A mini program's own elements that have none are found by their id. */
function withTestId(root: Node, wanted: Matcher): Element[] {
  return [...below(root)].filter((element) => {
    const id = element.getAttribute('data-testid') ?? (element.localName.startsWith('wx-') ? element.id : '');
    return id !== '' && matches(id, wanted, true);
  });
}

function withAttribute(root: Node, name: string, wanted: Matcher, exact = false): Element[] {
  return [...below(root)].filter((element) => {
    const value = element.getAttribute(name);
    return value !== null && matches(value, wanted, exact);
  });
}

function withPlaceholder(root: Node, wanted: Matcher, exact = false): Element[] {
  const own = [...root instanceof Element || root instanceof Document ? root.querySelectorAll('wx-input, wx-textarea') : []];
  const hinted = own.filter((field) => {
    const hint = field.querySelector('.input-placeholder, .textarea-placeholder');
    return hint && matches(hint.textContent ?? '', wanted, exact);
  });
  return [...withAttribute(root, 'placeholder', wanted, exact), ...hinted];
}

const LABELLED = 'input, textarea, select, button, meter, output, progress, [contenteditable], [role], [aria-label], [aria-labelledby], wx-slider, wx-picker';

function withLabel(root: Node, wanted: Matcher, exact = false): Element[] {
  return [...below(root)].filter((element) => {
    if (!element.matches(LABELLED)) return false;
    const own = [labelOf(element), element.getAttribute('aria-label') ?? '', labelledBy(element)];
    return own.some((text) => text && matches(text, wanted, exact));
  });
}

function labelledBy(element: Element): string {
  const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
  const root = element.getRootNode() as Document | ShadowRoot;
  return ids.map((id) => root.getElementById(id)).map((label) => (label ? textOf(label) : '')).join(' ');
}
