// What the built-ins of our own have in common: attributes are WXML's, with JavaScript values.

import { post } from '../post.ts';
import { numberOf } from '../nodes.ts';
import { Told, Travel } from '../operations.ts';

export abstract class BuiltIn extends HTMLElement {
  /** An attribute was set; `undefined`: it is gone. */
  abstract set(name: string, value: unknown): void;

  /** Tells the mini program, if it listens. */
  protected tell(type: string, detail: unknown, travel = Travel.Stays): void {
    const number = numberOf(this);
    if (number !== undefined && this.hears(type)) post([Told.Event, number, type, detail, travel]);
  }

  /** Events that somebody listens to; kept by `listen`. */
  private readonly heard = new Set<string>();

  listen(type: string, on: boolean): void {
    if (on) this.heard.add(type);
    else this.heard.delete(type);
  }

  protected hears(type: string): boolean {
    return this.heard.has(type);
  }
}

/** What counts as true in an attribute: written without value, or as text. */
export const isOn = (value: unknown): boolean => value !== false && value !== 'false' && value !== undefined && value !== null && value !== 0;

export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** A length as attributes have it: a number is pixels, `rpx` a 750th of the width. */
export const pixels = (value: unknown): number => {
  const amount = Number.parseFloat(text(value));
  if (Number.isNaN(amount)) return 0;
  return text(value).endsWith('rpx') ? (amount * innerWidth) / 750 : amount;
};
