// What runs in a page for a driver: finds elements and waits until they are as they must be. It stands in a script world of
// its own; nothing that the page has made of its objects answers here.

import type { Step } from '../steps.ts';
import { clear, focus, select } from './field.ts';
import { find } from './find.ts';
import { aimAt, onDocument, type Point, touchable } from './hit.ts';
import { outline } from './outline.ts';
import { pause } from './pace.ts';
import { nameOf, roleOf } from './role.ts';
import { describe, isChecked, isEnabled, isVisible, offered, short, valueOf } from './state.ts';
import { squeezed } from './text.ts';

/** What a hand needs of an element. */
type Touching =
  | { kind: 'focus' }
  | { kind: 'point'; offset?: Point; force?: boolean }
  | { kind: 'clear'; text: string }
  | { kind: 'picture' }
  | { kind: 'select'; options: string[] };

/** What is wanted of the element or elements. */
type Ask =
  | Touching
  | { kind: 'count' | 'texts' | 'visible' | 'keep' | 'text' | 'innerText' | 'value' | 'box' | 'enabled' | 'checked' | 'describe' | 'outline' }
  | { kind: 'attribute'; name: string }
  | { kind: 'becomes'; checked: boolean }
  | { kind: 'waitFor'; state: 'visible' | 'hidden' | 'attached' | 'detached' };

const isTouching = (ask: Ask): ask is Touching => ['focus', 'point', 'clear', 'select', 'picture'].includes(ask.kind);

export interface Request {
  steps: Step[];
  ask: Ask;
  /** Milliseconds, after which the answer is what it still waits for. */
  limit: number;
}

export { missed } from './hit.ts';

/** The element that was asked to be kept last. */
export const kept = (): Element | undefined => held;

let held: Element | undefined;

export type Outcome = { done: unknown } | { waiting: string } | { failed: string };

/** Waits between looks: soon at first. */
const PAUSES = [0, 10, 20, 40, 80, 100];

export async function run(request: Request): Promise<Outcome> {
  const end = performance.now() + request.limit;
  for (let look = 0; ; look++) {
    const outcome = await once(request);
    const wait = PAUSES[Math.min(look, PAUSES.length - 1)]!;
    if (!('waiting' in outcome) || performance.now() + wait > end) return outcome;
    await pause(wait);
  }
}

async function once({ steps, ask }: Request): Promise<Outcome> {
  try {
    const found = find(steps);
    return many(found, ask) ?? (await one(found, steps, ask));
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** What is asked of all that was found, however many. */
function many(found: Element[], ask: Ask): Outcome | undefined {
  if (ask.kind === 'count') return { done: found.length };
  if (ask.kind === 'texts') return { done: found.map((element) => element.textContent ?? '') };
  if (ask.kind === 'visible' && !found.length) return { done: false };
  if (ask.kind === 'waitFor' && (ask.state === 'detached' || ask.state === 'hidden')) {
    const left = ask.state === 'hidden' ? found.filter(isVisible) : found;
    return left.length ? { waiting: `${describe(left[0]!)} is still there` } : { done: null };
  }
  return undefined;
}

async function one(found: Element[], steps: Step[], ask: Ask): Promise<Outcome> {
  const [element, second] = found;
  if (!element) return { waiting: `nothing was found${instead(steps)}` };
  if (second) {
    const some = found.slice(0, 10).map((other) => `\n  ${describe(other)}`).join('');
    return { failed: `${found.length} elements were found, and it must be one:${some}${found.length > 10 ? '\n  …' : ''}` };
  }
  if (isTouching(ask)) return act(element, ask);
  switch (ask.kind) {
    case 'keep':
      held = element;
      return { done: null };
    case 'describe':
      return { done: { role: roleOf(element), name: nameOf(element), element: describe(element) } };
    case 'outline':
      return { done: outline(element) };
    case 'visible':
      return { done: isVisible(element) };
    case 'text':
      return { done: element.textContent ?? '' };
    case 'innerText':
      return { done: element instanceof HTMLElement ? element.innerText : (element.textContent ?? '') };
    case 'attribute':
      return { done: element.getAttribute(ask.name) };
    case 'value':
      return asked(element, valueOf(element), 'has no value');
    case 'checked':
      return asked(element, isChecked(element), 'is nothing that can be checked');
    case 'becomes':
      return isChecked(element) === ask.checked
        ? { done: null }
        : { waiting: `${describe(element)} was tapped and is ${ask.checked ? 'not' : 'still'} checked` };
    case 'enabled':
      return { done: isEnabled(element) };
    case 'box':
      return { done: boxOf(element) };
    case 'waitFor':
      return ask.state === 'attached' || isVisible(element) ? { done: null } : unseen(element);
    default:
      throw new Error(`an element is not asked for ${JSON.stringify(ask)}`);
  }
}

/** What a hand does: the element must be there for it. */
async function act(element: Element, ask: Touching): Promise<Outcome> {
  if (!isVisible(element)) return unseen(element);
  if (ask.kind === 'focus') return told(focus(element));
  if (ask.kind === 'clear') return told(clear(element, ask.text));
  if (ask.kind === 'select') return told(select(element, ask.options));
  if (ask.kind === 'picture') return told(await onDocument(element));
  if (!ask.force && !isEnabled(element)) return { waiting: `${describe(element)} is disabled` };
  const point = await touchable(element, ask.offset);
  if (typeof point === 'object' && !ask.force) aimAt(element);
  return told(point);
}

const told = (result: unknown): Outcome => (typeof result === 'string' ? { waiting: result } : { done: result });

const unseen = (element: Element): Outcome => ({ waiting: `${describe(element)} is there but not visible` });

const asked = (element: Element, value: unknown, otherwise: string): Outcome =>
  value === undefined ? { failed: `${describe(element)} ${otherwise}` } : { done: value };

function boxOf(element: Element): unknown {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}

/** What is there in place of what was looked for. */
function instead(steps: Step[]): string {
  const last = steps.findLast((step) => 'role' in step || 'text' in step);
  if (last && 'role' in last) {
    const role = last.role;
    const others = new Set<string>();
    offered(document, (element) => roleOf(element) === role && Boolean(others.add(nameOf(element))));
    const names = [...others].slice(0, 8).map((name) => `"${short(name, 40)}"`);
    return names.length ? `; of role ${role} there is ${names.join(', ')}` : `; nothing has the role ${role}`;
  }
  const text = squeezed(document.body?.innerText ?? '');
  return text ? `; the page says "${short(text, 120)}"` : '; the page is empty';
}
