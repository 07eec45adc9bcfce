// What happened, the newest 10,000 of it, in a ring: a page that logs without end costs the panels nothing but what
// they draw. Whoever reads `version()` is told of changes at most once a frame.

import { createSignal } from 'solid-js';

import type { Told } from './generated/protocol.ts';

export const CAPACITY = 10_000;

export class EventRing {
  readonly #capacity: number;
  #ring: Told[] = [];
  /** Where the oldest is, once the ring is full. */
  #start = 0;
  #dropped = 0;
  #told = false;
  readonly #tellLater: (tell: () => void) => void;
  readonly version: () => number;
  readonly #setVersion: (next: (before: number) => number) => number;

  constructor(capacity = CAPACITY, tellLater: (tell: () => void) => void = (tell) => requestAnimationFrame(tell)) {
    this.#capacity = capacity;
    this.#tellLater = tellLater;
    [this.version, this.#setVersion] = createSignal(0);
  }

  get length(): number {
    return this.#ring.length;
  }

  /** How many have been pushed out since the last `clear`. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The oldest is 0. */
  at(index: number): Told | undefined {
    const isThere = index >= 0 && index < this.#ring.length;
    return isThere ? this.#ring[(this.#start + index) % this.#ring.length] : undefined;
  }

  /** The one with this number: numbers grow, so a search by halves finds it. */
  find(n: number): Told | undefined {
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const told = this.at(middle);
      if (!told) return undefined;
      if (told.n === n) return told;
      if (told.n < n) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<Told> {
    for (let index = 0; index < this.length; index++) {
      const told = this.at(index);
      if (told) yield told;
    }
  }

  push(events: readonly Told[]): void {
    for (const told of events) {
      if (this.#ring.length < this.#capacity) {
        this.#ring.push(told);
        continue;
      }
      this.#ring[this.#start] = told;
      this.#start = (this.#start + 1) % this.#capacity;
      this.#dropped++;
    }
    this.#tell();
  }

  clear(): void {
    this.#ring = [];
    this.#start = 0;
    this.#dropped = 0;
    this.#tell();
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#tellLater(() => {
      this.#told = false;
      this.#setVersion((before) => before + 1);
    });
  }
}
