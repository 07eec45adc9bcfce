// What a program that drives the page from outside asks of its document: packages/logic/src/automation has the rest.

import { BuiltIn } from './built-in/element.ts';
import { finger } from './touch.ts';

type Point = Partial<Record<'identifier' | 'pageX' | 'pageY' | 'clientX' | 'clientY' | 'force', number>>;

const NUMBER = 'sampan-number';

const parsed = (xml: string): Document => {
  const made = new DOMParser().parseFromString(xml, 'text/xml');
  const wrong = made.querySelector('parsererror');
  if (wrong) throw new Error(`the page's tree cannot be searched: ${wrong.textContent}`);
  return made;
};

const numbersOf = (found: Iterable<Node>): number[] =>
  [...found].flatMap((node) => (node instanceof Element && node.hasAttribute(NUMBER) ? [Number(node.getAttribute(NUMBER))] : []));

const byPath = (xml: string, path: string): number[] => {
  const tree = parsed(xml);
  const found = tree.evaluate(path, tree, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  return numbersOf(Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index)!));
};

/** `document.documentElement.scrollWidth` */
const inWindow = (name: string): unknown =>
  name.split('.').reduce<unknown>((value, key) => (value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key]), window) ?? null;

const ANSWERS: Record<string, (target: HTMLElement, args: never[]) => unknown> = {
  select: (_target, [xml, selector]: string[]) => numbersOf(parsed(xml!).querySelectorAll(selector!)),
  path: (_target, [xml, path]: string[]) => byPath(xml!, path!),
  window: (_target, [names]: string[][]) => names!.map(inWindow),
  dom: (target, [names]: string[][]) => names!.map((name) => (target as unknown as Record<string, unknown>)[name] ?? null),
  styles: (target, [names]: string[][]) => {
    const style = getComputedStyle(target);
    return names!.map((name) => style.getPropertyValue(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
  },
  offset: (target) => {
    const { left, top } = target.getBoundingClientRect();
    return { left: left + scrollX, top: top + scrollY };
  },
  property: (target, [name]: string[]) => {
    const value = target instanceof BuiltIn ? target.property(name!.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)) : undefined;
    return value === undefined ? {} : { value };
  },
  finger: (target, args) => finger(target, ...(args as unknown as [string, Point[], Point[]])),
};

export const automate = async (target: HTMLElement, name: string, args: unknown[]): Promise<unknown> => {
  const answer = ANSWERS[name];
  if (!answer) throw new Error(`a page does not know "${name}"`);
  return (await answer(target, args as never[])) ?? null;
};
