// The best way to find an element again: what a person would call it, else what its author calls it, else where it stands. Only
// one that leads to nothing else is good.

import { find } from '../in-page/find.ts';
import { labelOf, nameOf, roleOf } from '../in-page/role.ts';
import { control } from '../in-page/state.ts';
import { squeezed, textOf } from '../in-page/text.ts';
import { around, below, isWithin } from '../in-page/tree.ts';
import type { Step } from '../steps.ts';

/** What takes a touch as a whole, whatever of it is touched. */
const ACTING = new Set([
  'button', 'checkbox', 'combobox', 'link', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option', 'radio', 'searchbox', 'slider',
  'spinbutton', 'switch', 'tab', 'textbox', 'treeitem',
]);
/** Roles whose names say which one it is. */
const NAMED = new Set([...ACTING, 'heading', 'img']);
/** A longer text is no name for anything. */
const LONGEST = 50;
/** So far up something is looked for that takes the touch. */
const LEVELS = 6;

export function locatorOf(touched: Element): Step[] {
  const element = acting(touched);
  const all = [...candidates(element)];
  const good = all.find((steps) => leadsTo(steps, element));
  if (good) return good;
  const near = within(element, all);
  if (near) return near;
  const css: Step[] = [{ css: cssOf(element) }];
  for (const steps of [...all, css]) {
    const nth = find(steps).indexOf(element);
    if (nth >= 0) return find(steps).length === 1 ? steps : [...steps, { nth }];
  }
  return css;
}

/** The element around what was touched that takes the touch, else that itself. */
function acting(touched: Element): Element {
  let at: Element | null = touched;
  for (let level = 0; at && level < LEVELS; level++, at = around(at)) {
    if (ACTING.has(roleOf(at) ?? '')) return at;
  }
  return touched;
}

function* candidates(element: Element): Generator<Step[]> {
  const role = roleOf(element);
  const name = nameOf(element);
  if (role && NAMED.has(role) && isShort(name)) {
    yield [{ role, name }];
    yield [{ role, name, exact: true }];
  }
  const label = labelOf(element) || (element.getAttribute('aria-label') ?? '');
  if (isShort(label)) {
    yield [{ label }];
    yield [{ label, exact: true }];
  }
  const placeholder = placeholderOf(element);
  if (isShort(placeholder)) {
    yield [{ placeholder }];
    yield [{ placeholder, exact: true }];
  }
  const testId = element.getAttribute('data-testid');
  if (testId) yield [{ testId }];
  const text = squeezed(textOf(element));
  if (isShort(text) && role !== 'textbox') {
    yield [{ text }];
    yield [{ text, exact: true }];
  }
  for (const css of selectors(element)) yield [{ css }];
}

const isShort = (text: string): boolean => text.length > 0 && text.length <= LONGEST;

/** Whether a touch of what is found is a touch of the element. */
function leadsTo(steps: Step[], element: Element): boolean {
  const [found, second] = find(steps);
  return found !== undefined && second === undefined && (found === element || control(found) === element || isWithin(found, element));
}

/** One of several alike, by what stands beside it: the button in the row that says "Tea". */
function within(element: Element, all: Step[][]): Step[] | undefined {
  for (let row = around(element); row && row !== document.body; row = around(row)) {
    const own = all.filter((steps) => find(steps, row!).length === 1);
    if (!own.length) return undefined;
    for (const css of selectors(row)) {
      for (const text of textsIn(row, element)) {
        const steps: Step[] = [{ css }, { hasText: text }, ...own[0]!];
        if (leadsTo(steps, element)) return steps;
      }
    }
  }
  return undefined;
}

/** Short texts that stand in a row beside the element. */
function textsIn(row: Element, element: Element): string[] {
  const texts = new Set<string>();
  for (const inner of below(row)) {
    // Where a text itself stands: around it are others, and together they are no words.
    if (![...inner.childNodes].some((node) => node instanceof Text && squeezed(node.data))) continue;
    const text = squeezed(textOf(inner));
    if (isShort(text) && !isWithin(inner, element) && !isWithin(element, inner)) texts.add(text);
    if (texts.size >= 5) break;
  }
  return [...texts];
}

function placeholderOf(element: Element): string {
  const own = element.closest('wx-input, wx-textarea');
  const hint = own?.querySelector('.input-placeholder, .textarea-placeholder');
  return element.getAttribute('placeholder') ?? squeezed(hint?.textContent ?? '');
}

/** Selectors of the element itself, the telling ones first. A number in an id was given by a machine. */
function* selectors(element: Element): Generator<string> {
  const tag = element.localName;
  if (element.id && !/\d/.test(element.id)) yield `#${CSS.escape(element.id)}`;
  const name = element.getAttribute('name');
  if (name) yield `${tag}[name=${JSON.stringify(name)}]`;
  for (const one of element.classList) if (!/\d{2}|--/.test(one)) yield `.${CSS.escape(one)}`;
  yield tag;
}

/** A short selector that finds this element first of all. */
export function cssOf(touched: Element): string {
  const element = acting(touched);
  let path = '';
  for (let at: Element | null = element; at && at !== document.documentElement; at = at.parentElement) {
    const all = [...selectors(at)];
    const only = all.find((own) => isOnly(path ? `${own} ${path}` : own, element));
    if (only) return path ? `${only} ${path}` : only;
    path = path ? `${placed(at)} > ${path}` : placed(at);
    if (isOnly(path, element)) return path;
  }
  return path;
}

function isOnly(selector: string, element: Element, root = element.getRootNode() as ParentNode): boolean {
  const all = root.querySelectorAll(selector);
  return all.length === 1 && all[0] === element;
}

/** The same in a page that the mini program draws: of what its templates wrote, with `>>>` into components. */
export function templateCssOf(touched: Element): string {
  let element: Element | null | undefined = acting(touched);
  const parts: string[] = [];
  while (element) {
    // What a built-in has inside was written by nobody.
    while (element && !element.localName.startsWith('wx-')) element = element.parentElement;
    const written: Element | null = element;
    if (!written) break;
    const host: Element | null | undefined = written.parentElement?.closest('[wx-host]');
    parts.unshift(pathWithin(host ?? document, written));
    element = host;
  }
  return parts.join(' >>> ');
}

/** In the document a built-in and a component are called `wx-` and their name. */
const asWritten = (selector: string): string => selector.replaceAll(/(^|[ >])wx-(own-)?/g, '$1');

function pathWithin(root: ParentNode, element: Element): string {
  let path = '';
  let below: Element | undefined;
  for (let at: Element | null = element; at && at !== root && at.localName !== 'wx-page'; at = at.parentElement) {
    if (!at.localName.startsWith('wx-')) continue;
    const inside = below ? `${below.parentElement === at ? ' > ' : ' '}${path}` : '';
    const only = [...selectors(at)].find((own) => isOnly(own + inside, element, root));
    if (only) return asWritten(only + inside);
    path = placed(at) + inside;
    if (isOnly(path, element, root)) return asWritten(path);
    below = at;
  }
  // Whatever is searched stands in an element of this name.
  return `page > ${asWritten(path)}`;
}

function placed(element: Element): string {
  const siblings = [...(element.parentElement?.children ?? [])].filter(({ localName }) => localName === element.localName);
  return siblings.length > 1 ? `${element.localName}:nth-of-type(${siblings.indexOf(element) + 1})` : element.localName;
}
