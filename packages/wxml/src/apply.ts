// Carries out the operations of the logic layer. One that fails is told and does not stop the others.

import { ask, forgetQuestions } from './ask.ts';
import { TextElement } from './built-in/text.ts';
import { create, setAttribute, setClass, setStyle } from './elements.ts';
import { listen, model } from './listen.ts';
import { element, forget, forgetAll, node, remember, ROOT } from './nodes.ts';
import { Op, type Made, type Operation, type PageLook } from './operations.ts';
import { forgetPageWants, setReach, wantOfPage } from './scroll.ts';
import { forgetWants, want } from './touch.ts';

/** Nothing is meant for this document before its `Start`. */
let hasStarted = false;
const sheets = new Map<number, HTMLLinkElement>();

/** The end of the batches that wait; `null` when none does. */
let turn: Promise<void> | null = null;

/** A style sheet that does not come must not keep the page from being shown. */
const SHEET_LIMIT = 3000;

/**
 * The style sheets that a batch brings are loaded first: what is asked about an element is to be true of its final look.
 * Batches stay in their order.
 */
export const apply = (operations: Operation[]): void => {
  const waiting = turn ? turn.then(() => prepare(operations)) : prepare(operations);
  if (waiting === null) return carryOut(operations);
  const mine: Promise<void> = waiting.then(() => {
    carryOut(operations);
    if (turn === mine) turn = null;
  });
  turn = mine;
};

const prepare = (operations: Operation[]): Promise<unknown> | null => {
  const needed: Promise<unknown>[] = [];
  for (const operation of operations) {
    if (operation[0] === Op.Start) start((operation[1] ?? {}) as PageLook);
    else if (!hasStarted) continue;
    else if (operation[0] === Op.Sheet) needed.push(...sheet(operation[1] as number, operation[2] as string | undefined));
  }
  return needed.length > 0 ? Promise.all(needed) : null;
};

const sheet = (index: number, address?: string): Promise<unknown>[] => {
  sheets.get(index)?.remove();
  sheets.delete(index);
  if (address === undefined) return [];
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  sheets.set(index, link);
  const loaded = new Promise((done) => {
    link.onload = link.onerror = done;
    setTimeout(done, SHEET_LIMIT);
  });
  document.head.append(link);
  return [loaded];
};

const carryOut = (operations: Operation[]): void => {
  if (!hasStarted) return;
  for (const operation of operations) {
    try {
      const [op, ...members] = operation;
      // Apart from the others: a call may not have so many arguments.
      if (op === Op.Free) members.forEach((number) => forget(number as number));
      else (CARRY_OUT[op] as (...rest: unknown[]) => void)(...members);
    } catch (error) {
      console.error('an operation failed:', JSON.stringify(operation).slice(0, 200), error);
    }
  }
};

const start = (look: PageLook): void => {
  const root = document.body;
  hasStarted = true;
  setReach(look.bottom);
  for (const name of ['v2', 'dark']) document.documentElement.toggleAttribute(`look-${name}`, look.built?.includes(name) ?? false);
  document.documentElement.toggleAttribute('data-still', look.still === true);
  root.replaceChildren();
  forgetAll();
  forgetWants();
  forgetPageWants();
  forgetQuestions();
  for (const sheet of sheets.values()) sheet.remove();
  sheets.clear();
  remember(ROOT, root);
};

/** `parent` 0: nowhere so far; its parent is made after it. */
const place = (child: Element | Text, parent: number, before: number): void => {
  if (parent === 0) return;
  node(parent).insertBefore(child, before === 0 ? null : node(before));
};

const write = (text: Text): void => {
  if (text.parentNode instanceof TextElement) text.parentNode.write(text);
};

const CARRY_OUT = {
  [Op.Element](number: number, parent: number, before: number, name: string, { c, s, i, h, t, a, l, m }: Made): void {
    const made = create(name);
    remember(number, made);
    if (h) made.setAttribute('wx-host', h);
    if (c) made.setAttribute('class', c);
    if (i) made.id = i;
    if (t) made.setAttribute('data-testid', t);
    if (a) for (const key in a) setAttribute(made, key, a[key]);
    if (s) setStyle(made, s);
    if (l) for (const type in l) listen(made, type, l[type]!);
    if (m) for (const key in m) model(made, key, true);
    place(made, parent, before);
  },
  [Op.Text](number: number, parent: number, before: number, text: string): void {
    const made = document.createTextNode(text);
    remember(number, made);
    place(made, parent, before);
    write(made);
  },
  [Op.Move]: (number: number, parent: number, before: number): void => place(node(number), parent, before),
  [Op.Remove]: (number: number): void => node(number).remove(),
  [Op.SetText](number: number, text: string): void {
    const changed = node(number) as Text;
    changed.data = text;
    write(changed);
  },
  [Op.Class]: (number: number, value: string): void => setClass(element(number), value),
  [Op.Style]: (number: number, value: string): void => setStyle(element(number), value),
  [Op.Attribute]: (number: number, name: string, value: unknown): void => setAttribute(element(number), name, value),
  [Op.Id](number: number, value: string): void {
    element(number).id = value;
  },
  [Op.Listen]: (number: number, type: string, flags: number): void => listen(element(number), type, flags),
  [Op.Model]: (number: number, name: string, on: number): void => model(element(number), name, on !== 0),
  // Both are done before the rest of their batch.
  [Op.Start](): void {},
  [Op.Sheet](): void {},
  [Op.Ask]: ask,
  [Op.Want](type: string): void {
    if (!wantOfPage(type)) want(type);
  },
} satisfies Record<Exclude<Op, Op.Free>, (...rest: never[]) => void>;
