// The nodes of the page by number, and the number of a node. Elements of the page's own (inside a built-in) have none.

export const ROOT = 1;

const nodes = new Map<number, Element | Text>();
/** A member of the node itself: a `WeakMap` of thousands costs as much as making the nodes. */
const NUMBER = Symbol('number');
type Numbered = Node & { [NUMBER]?: number };

export const remember = (number: number, node: Element | Text): void => {
  nodes.set(number, node);
  (node as Numbered)[NUMBER] = number;
};

export const forget = (number: number): void => void nodes.delete(number);

export const forgetAll = (): void => nodes.clear();

export const node = (number: number): Element | Text => {
  const found = nodes.get(number);
  if (!found) throw new Error(`node ${number} is not known`);
  return found;
};

export const element = (number: number): HTMLElement => node(number) as HTMLElement;

export const isKnown = (number: number): boolean => nodes.has(number);

export const numberOf = (node: Node): number | undefined => (node as Numbered)[NUMBER];

/** The number of the innermost node around `target` that has one. */
export const owner = (target: EventTarget | null): number | undefined => {
  for (let at = target instanceof Node ? target : null; at; at = at.parentNode) {
    const number = (at as Numbered)[NUMBER];
    if (number !== undefined && nodes.get(number) === at) return number;
  }
  return undefined;
};

export const count = (): number => nodes.size;
