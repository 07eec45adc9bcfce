// Texts, and whether they are the one that is looked for.

import type { Matcher } from '../steps.ts';
import { below } from './tree.ts';

const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD']);

export const squeezed = (text: string): string => text.replace(/[\u200b\u00ad]/g, '').replace(/\s+/g, ' ').trim();

export function matches(text: string, wanted: Matcher, exact = false): boolean {
  const seen = squeezed(text);
  if (typeof wanted !== 'string') return new RegExp(wanted.pattern, wanted.flags).test(seen);
  const looked = squeezed(wanted);
  return exact ? seen === looked : seen.toLowerCase().includes(looked.toLowerCase());
}

/** The text in an element; of a button that is an `<input>`, what stands on it. */
export function textOf(node: Node): string {
  if (node instanceof Text) return node.data;
  if (node instanceof HTMLInputElement) return ['button', 'submit', 'reset'].includes(node.type) ? node.value : '';
  if (node instanceof Element && SILENT.has(node.tagName)) return '';
  let text = '';
  const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
  const children = node instanceof HTMLSlotElement && node.assignedNodes().length ? node.assignedNodes() : inside.childNodes;
  for (const child of children) text += textOf(child);
  return text;
}

/** The innermost elements whose text is the one. */
export function withText(root: Node, wanted: Matcher, exact: boolean | undefined): Element[] {
  const found: Element[] = [];
  const fits = new Set<Element>();
  for (const element of below(root)) if (matches(textOf(element), wanted, exact)) fits.add(element);
  for (const element of fits) {
    let isInnermost = !SILENT.has(element.tagName);
    for (const child of childElements(element)) if (fits.has(child)) isInnermost = false;
    if (isInnermost) found.push(element);
  }
  return found;
}

function childElements(element: Element): Element[] {
  if (element instanceof HTMLSlotElement && element.assignedElements().length) return element.assignedElements();
  return [...(element.shadowRoot ?? element).children];
}
