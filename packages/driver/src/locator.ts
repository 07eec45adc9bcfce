// Elements: finding them, looking at them, touching them.

import { bytesOf } from './base64.ts';
import type { Connection, Params, Result, Waiting } from './connection.ts';
import type { In, Point, Rect } from './generated/protocol.ts';
import type { Matcher, RoleState, Step } from './steps.ts';

export type TextMatch = string | RegExp;

export interface ExactOption {
  /** The whole text, in its own upper and lower case. */
  exact?: boolean;
}

export interface RoleOptions extends RoleState, ExactOption {
  name?: TextMatch;
}

export interface FilterOptions {
  hasText?: TextMatch;
  hasNotText?: TextMatch;
  has?: Locator;
  hasNot?: Locator;
  visible?: boolean;
}

export interface TouchOptions extends Waiting {
  /** From the element's top left corner, in CSS pixels. */
  position?: Point;
}

type LocatorMethod = Extract<Parameters<Connection['call']>[0], `Locator.${string}`>;
type Own<M extends LocatorMethod> = Omit<Params<M>, 'in' | 'steps' | 'timeout'>;

/** What elements are looked for in: a page, the phone, or other elements. */
export abstract class Finder {
  /** @internal */
  constructor(
    protected readonly connection: Connection,
    readonly where: In,
    readonly steps: readonly Step[],
  ) {}

  /** Elements of a CSS selector. Open shadow roots are looked into. */
  locator(css: string): Locator {
    return this.step({ css });
  }

  /** Elements of an ARIA role; built-in components of mini programs have theirs. */
  getByRole(role: string, options: RoleOptions = {}): Locator {
    const { name, ...rest } = options;
    return this.step({ role, ...rest, ...(name === undefined ? {} : { name: matcher(name) }) });
  }

  /** The innermost elements with a text. */
  getByText(text: TextMatch, options: ExactOption = {}): Locator {
    return this.step({ text: matcher(text), ...options });
  }

  /** Elements with this `data-testid`. */
  getByTestId(id: TextMatch): Locator {
    return this.step({ testId: matcher(id) });
  }

  /** Fields and their like, by the label that belongs to them. */
  getByLabel(text: TextMatch, options: ExactOption = {}): Locator {
    return this.step({ label: matcher(text), ...options });
  }

  getByPlaceholder(text: TextMatch, options: ExactOption = {}): Locator {
    return this.step({ placeholder: matcher(text), ...options });
  }

  protected step(step: Step): Locator {
    return new Locator(this.connection, this.where, [...this.steps, step]);
  }
}

/** Elements of a page, looked for anew whenever something is asked of them. What is done to one waits until it can be done. */
export class Locator extends Finder {
  first(): Locator {
    return this.nth(0);
  }

  last(): Locator {
    return this.nth(-1);
  }

  /** From 0; -1 is the last. */
  nth(nth: number): Locator {
    return this.step({ nth });
  }

  filter(options: FilterOptions): Locator {
    let found: Locator = this;
    if (options.hasText !== undefined) found = found.step({ hasText: matcher(options.hasText) });
    if (options.hasNotText !== undefined) found = found.step({ hasNotText: matcher(options.hasNotText) });
    if (options.has) found = found.step({ has: [...options.has.steps] });
    if (options.hasNot) found = found.step({ hasNot: [...options.hasNot.steps] });
    if (options.visible !== undefined) found = found.step({ visible: options.visible });
    return found;
  }

  /** One for each that is there now. */
  async all(): Promise<Locator[]> {
    return Array.from({ length: await this.count() }, (_, nth) => this.nth(nth));
  }

  // What is there now.

  count(): Promise<number> {
    return this.ask('Locator.count', {});
  }

  allTextContents(): Promise<string[]> {
    return this.ask('Locator.texts', {});
  }

  isVisible(): Promise<boolean> {
    return this.ask('Locator.visible', {});
  }

  // What waits until the element is there.

  textContent(options?: Waiting): Promise<string> {
    return this.ask('Locator.text', {}, options);
  }

  innerText(options?: Waiting): Promise<string> {
    return this.ask('Locator.innerText', {}, options);
  }

  inputValue(options?: Waiting): Promise<string> {
    return this.ask('Locator.value', {}, options);
  }

  getAttribute(name: string, options?: Waiting): Promise<string | null> {
    return this.ask('Locator.attribute', { name }, options).then((value) => value ?? null);
  }

  isEnabled(options?: Waiting): Promise<boolean> {
    return this.ask('Locator.enabled', {}, options);
  }

  async isChecked(options?: Waiting): Promise<boolean> {
    return (await this.ask('Locator.checked', {}, options)) === true;
  }

  /** In CSS pixels of the page's viewport. */
  boundingBox(options?: Waiting): Promise<Rect> {
    return this.ask('Locator.box', {}, options);
  }

  /** Role and name, as an assistive technology has them, and the element in words. */
  describe(options?: Waiting): Promise<Result<'Locator.describe'>> {
    return this.ask('Locator.describe', {}, options);
  }

  async waitFor(options: Waiting & { state?: 'visible' | 'hidden' | 'attached' | 'detached' } = {}): Promise<void> {
    await this.ask('Locator.waitFor', { state: options.state ?? 'visible' }, options);
  }

  // What a hand does.

  async tap(options: TouchOptions & { force?: boolean } = {}): Promise<void> {
    await this.ask('Locator.tap', given({ position: options.position, force: options.force }), options);
  }

  /** The same as `tap`: a phone has no mouse. */
  click(options?: TouchOptions & { force?: boolean }): Promise<void> {
    return this.tap(options);
  }

  async longpress(options: TouchOptions & { duration?: number } = {}): Promise<void> {
    await this.ask('Locator.longpress', given({ position: options.position, duration: options.duration }), options);
  }

  /** A finger from the element over the screen: `{ x: 0, y: -200 }` goes up. */
  async swipe(by: Point, options: TouchOptions & { duration?: number } = {}): Promise<void> {
    const own = given({ position: options.position, duration: options.duration });
    await this.ask('Locator.swipe', { by, ...own }, options);
  }

  /** Puts a text into a field, in the place of what is in it. */
  async fill(text: string, options?: Waiting): Promise<void> {
    await this.ask('Locator.fill', { text }, options);
  }

  /** Types a text, key by key, after what is in the field. */
  async type(text: string, options?: Waiting): Promise<void> {
    await this.ask('Locator.type', { text }, options);
  }

  /** Presses a key: `Enter`, `a`, `Control+A`. */
  async press(key: string, options?: Waiting): Promise<void> {
    await this.ask('Locator.press', { key }, options);
  }

  /** Chooses options of a `<select>`, by value or by what stands there. */
  selectOption(options: string | string[], waiting?: Waiting): Promise<string[]> {
    return this.ask('Locator.select', { options: [options].flat() }, waiting);
  }

  async check(options?: Waiting): Promise<void> {
    await this.ask('Locator.check', { checked: true }, options);
  }

  async uncheck(options?: Waiting): Promise<void> {
    await this.ask('Locator.check', { checked: false }, options);
  }

  /** Runs a function with the element, beside the page's own scripts. A promise is awaited. */
  evaluate<R = unknown, A = undefined>(
    run: string | ((element: any, argument: A) => R | Promise<R>),
    argument?: A,
    options?: Waiting,
  ): Promise<R> {
    const own = { function: String(run), ...(argument === undefined ? {} : { argument }) };
    return this.ask('Locator.evaluate', own, options) as Promise<R>;
  }

  /** A PNG of the element. */
  async screenshot(options?: Waiting): Promise<Uint8Array> {
    return bytesOf(await this.ask('Locator.screenshot', {}, options));
  }

  private ask<M extends LocatorMethod>(method: M, own: Own<M>, options?: Waiting): Promise<Result<M>> {
    const params = { in: this.where, steps: this.steps, ...this.connection.timeout(options), ...own };
    return this.connection.call(method, params as unknown as Params<M>);
  }
}

export function matcher(text: TextMatch): Matcher {
  return typeof text === 'string' ? text : { pattern: text.source, flags: text.flags.replace('g', '').replace('y', '') };
}

/** Without what is undefined. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

