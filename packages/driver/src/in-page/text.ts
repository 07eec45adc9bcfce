// Texts, and whether they are the one that is looked for.

import type { Matcher } from '../steps.ts';

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
  return node instanceof Element ? (ownText(node) ?? inside(node).map(textOf).join('')) : node instanceof Text ? node.data : '';
}

/** The text of an element that is not that of what stands in it. */
function ownText(element: Element): string | undefined {
  if (element instanceof HTMLInputElement) return ['button', 'submit', 'reset'].includes(element.type) ? element.value : '';
  return SILENT.has(element.tagName) ? '' : undefined;
}

/** What stands in a node as a person sees it. */
function inside(node: Node): Node[] {
  if (node instanceof HTMLSlotElement && node.assignedNodes().length) return node.assignedNodes();
  return [...(node instanceof Element && node.shadowRoot ? node.shadowRoot : node).childNodes];
}

/** The innermost elements below a node whose text is the one. */
export function withText(root: Node, wanted: Matcher, exact: boolean | undefined): Element[] {
  const found: Element[] = [];
  /** The text of a node; what is found in it has been noted. */
  const look = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element)) return '';
    const before = found.length;
    const text = ownText(node) ?? inside(node).map(look).join('');
    if (found.length === before && !SILENT.has(node.tagName) && matches(text, wanted, exact)) found.push(node);
    return text;
  };
  for (const node of inside(root)) look(node);
  return found;
}
