// Pointers become fingers. A mouse is one finger, a touch screen has several. Moves are sent once a frame. A finger
// that rests on text becomes a mouse that selects, because Chromium selects text with a mouse only; one that comes
// down from the top of a page that can be pulled down pulls.

import type { Input, TouchPoint } from '../generated/protocol.ts';

export interface Point { x: number; y: number }

export interface HandHooks {
  send: (input: Input) => void;
  /** Whether there is text that can be selected. */
  hasText: (point: Point) => Promise<boolean>;
  /** The selection has begun; `point` is where. */
  onSelect: (point: Point) => void;
  /** Something was selected and the finger is gone. */
  onSelected: (point: Point) => void;
  canPull: () => boolean;
  /** How far it is pulled; with `released` the finger is gone. */
  onPull: (distance: number, released: boolean) => void;
  onFrame: (run: () => void) => void;
}

/** After this long a finger that rests wants to select; Chromium's own long press comes a little later. */
export const LONG_PRESS = 450;
/** So long before that it is asked what is under the finger, so that the answer is there in time. */
const ASK_AHEAD = 200;
/** A finger never rests quite still. */
const SLOP = 10;
/** A pull begins this near to the page's top edge. */
const PULL_ZONE = 60;

type Doing = 'touch' | 'select' | 'pull' | 'nothing';

export class Hand {
  readonly #hooks: HandHooks;
  readonly #fingers = new Map<number, { id: number; at: Point; start: Point }>();
  #doing: Doing = 'nothing';
  #moved = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hooks: HandHooks) {
    this.#hooks = hooks;
  }

  down(pointer: number, at: Point): void {
    if (this.#doing === 'select' || this.#doing === 'pull') return;
    // The lowest number that is free: pages use it as an index.
    const taken = new Set([...this.#fingers.values()].map(({ id }) => id));
    let id = 0;
    while (taken.has(id)) id++;
    this.#flush();
    this.#fingers.set(pointer, { id, at, start: at });
    this.#doing = 'touch';
    this.#touch('start');
    clearTimeout(this.#timer);
    if (this.#fingers.size === 1) this.#timer = setTimeout(() => this.#rests(pointer, at), LONG_PRESS - ASK_AHEAD);
  }

  move(pointer: number, at: Point): void {
    const finger = this.#fingers.get(pointer);
    if (!finger || (finger.at.x === at.x && finger.at.y === at.y)) return;
    finger.at = at;
    const far = Math.hypot(at.x - finger.start.x, at.y - finger.start.y) > SLOP;
    if (far) clearTimeout(this.#timer);
    if (this.#doing === 'touch' && far && this.#startsPull(finger)) {
      this.#touch('cancel');
      this.#doing = 'pull';
    }
    if (this.#doing === 'pull') this.#hooks.onPull(Math.max(0, at.y - finger.start.y), false);
    else this.#moveLater();
  }

  up(pointer: number, at: Point): void {
    const finger = this.#fingers.get(pointer);
    if (!finger) return;
    clearTimeout(this.#timer);
    finger.at = at;
    this.#flush();
    this.#fingers.delete(pointer);
    if (this.#doing === 'select') {
      this.#mouse('up', at, 2);
      this.#hooks.onSelected(at);
    } else if (this.#doing === 'pull') {
      this.#hooks.onPull(Math.max(0, at.y - finger.start.y), true);
    } else if (this.#doing === 'touch') {
      this.#touch('end');
    }
    if (this.#fingers.size === 0) this.#doing = 'nothing';
  }

  /** The system has taken the pointers away. */
  cancel(): void {
    if (this.#fingers.size === 0) return;
    clearTimeout(this.#timer);
    const [first] = this.#fingers.values();
    this.#fingers.clear();
    if (this.#doing === 'touch') this.#touch('cancel');
    if (this.#doing === 'select' && first) this.#mouse('up', first.at, 2);
    if (this.#doing === 'pull') this.#hooks.onPull(0, true);
    this.#doing = 'nothing';
  }

  #startsPull({ at, start }: { at: Point; start: Point }): boolean {
    const { x, y } = { x: at.x - start.x, y: at.y - start.y };
    return this.#fingers.size === 1 && start.y < PULL_ZONE && y > Math.abs(x) && this.#hooks.canPull();
  }

  #rests(pointer: number, at: Point): void {
    const text = this.#hooks.hasText(at).catch(() => false);
    this.#timer = setTimeout(() => void this.#rested(pointer, text), ASK_AHEAD);
  }

  async #rested(pointer: number, hasText: Promise<boolean>): Promise<void> {
    const finger = this.#fingers.get(pointer);
    const text = await hasText;
    if (!text || !finger || this.#fingers.get(pointer) !== finger) return;
    if (this.#doing !== 'touch' || this.#fingers.size > 1) return;
    this.#touch('cancel');
    this.#doing = 'select';
    // A double click selects the word, and moves that follow extend the selection by words.
    this.#mouse('down', finger.start, 1);
    this.#mouse('up', finger.start, 1);
    this.#mouse('down', finger.start, 2);
    this.#hooks.onSelect(finger.start);
  }

  #moveLater(): void {
    if (this.#moved) return;
    this.#moved = true;
    this.#hooks.onFrame(() => this.#flush());
  }

  #flush(): void {
    if (!this.#moved) return;
    this.#moved = false;
    const [first] = this.#fingers.values();
    if (this.#doing === 'touch') this.#touch('move');
    else if (this.#doing === 'select' && first) this.#mouse('move', first.at, 2);
  }

  #touch(phase: 'start' | 'move' | 'end' | 'cancel'): void {
    const points: TouchPoint[] =
      phase === 'cancel' ? [] : [...this.#fingers.values()].map(({ id, at }) => ({ id, ...at }));
    this.#hooks.send({ kind: 'touch', phase, points });
  }

  #mouse(phase: 'down' | 'move' | 'up', at: Point, clicks: number): void {
    this.#hooks.send({ kind: 'mouse', phase, ...at, clicks });
  }
}
