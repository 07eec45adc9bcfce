// What the built-ins of our own have in common: attributes are WXML's, with JavaScript values, their names with dashes.

import { post } from '../post.ts';
import { numberOf } from '../nodes.ts';
import { Told, Travel } from '../operations.ts';

export abstract class BuiltIn extends HTMLElement {
  /** An attribute was set; `undefined`: it is gone. */
  abstract set(name: string, value: unknown): void;

  /** What its `tap` says besides where; null when the finger was on something that has an event of its own. */
  tapDetail(_at: { clientX: number; clientY: number }): Record<string, unknown> | null {
    return {};
  }

  /** A finger has tapped it, or `target` inside it, and nobody has caught that. True: nothing around it is to be tapped as well. */
  tapped(_target: Element | null = null): boolean {
    return false;
  }

  /** What a context of the program's (`VideoContext`) has it do. */
  act(method: string, _args: unknown[]): unknown {
    throw new Error(`${this.localName.slice(3)} has no ${method}`);
  }

  /** What a person has made of an attribute, which the template does not know; `undefined`: nothing. */
  property(_name: string): unknown {
    return undefined;
  }

  /** Styles were written anew, those that the built-in has set itself among them. */
  restyled(): void {}

  /** Tells the mini program, if it listens. */
  protected tell(type: string, detail: unknown, travel = Travel.Stays, extra?: Record<string, unknown>): void {
    const number = numberOf(this);
    if (number !== undefined && this.hears(type)) post([Told.Event, number, type, detail, travel, ...(extra ? [extra] : [])]);
  }

  /** A person has changed what an attribute says: for `model:`. To be called before the event of it is told. */
  protected changed(name: string, value: unknown): void {
    const number = numberOf(this);
    if (number !== undefined && this.models?.has(name)) post([Told.Model, number, name, value]);
  }

  /** Events that somebody listens to; kept by `listen`. Most elements have none. */
  private heard: Set<string> | undefined;
  private models: Set<string> | undefined;

  listen(type: string, on: boolean): void {
    if (on) (this.heard ??= new Set()).add(type);
    else this.heard?.delete(type);
  }

  model(name: string, on: boolean): void {
    if (on) (this.models ??= new Set()).add(name);
    else this.models?.delete(name);
  }

  protected hears(type: string): boolean {
    return this.heard?.has(type) ?? false;
  }
}

/** What counts as true in an attribute: written without value, or as text. */
export const isOn = (value: unknown): boolean => value !== false && value !== 'false' && value !== undefined && value !== null && value !== 0;

export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** A number in an attribute; what is none is the usual one. */
export const number = (value: unknown, usual: number): number => {
  const found = value === undefined || value === null || value === '' ? NaN : Number(value);
  return Number.isNaN(found) ? usual : found;
};

/** A length as attributes have it: a number is pixels, `rpx` a 750th of the width. */
export const pixels = (value: unknown): number => {
  const amount = Number.parseFloat(text(value));
  if (Number.isNaN(amount)) return 0;
  return text(value).endsWith('rpx') ? (amount * innerWidth) / 750 : amount;
};

/** A style as attributes have it (`placeholder-style`), with `rpx`. */
export const withPixels = (style: string): string =>
  style.includes('rpx') ? style.replace(/(-?\d*\.?\d+)rpx\b/g, (_, amount: string) => `${(Number(amount) * 100) / 750}vw`) : style;

export const make = (tag: string, className: string, ...children: Node[]): HTMLElement => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};
