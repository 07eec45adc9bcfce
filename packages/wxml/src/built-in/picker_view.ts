// `<picker-view>`: columns that are turned like wheels. The browser scrolls and snaps.

import { BuiltIn, isOn, make, text, withPixels } from './element.ts';
import { keep } from './plain.ts';

const ITEM = 34;

const STYLE = `
:host { display: block; position: relative; flex: 1; height: 100%; overflow: hidden; text-align: center; }
.wheel { height: 100%; overflow-y: auto; scroll-snap-type: y mandatory; scrollbar-width: none; overscroll-behavior: contain; }
.wheel::before, .wheel::after { content: ""; display: block; height: calc((100% - var(--item, 34px)) / 2); }
::slotted(:not([slot])) { height: var(--item, 34px); scroll-snap-align: center; overflow: hidden; }
.mask { position: absolute; inset: 0; pointer-events: none; }
`;

export class PickerColumn extends BuiltIn {
  private readonly wheel = make('div', 'wheel', document.createElement('slot'));
  readonly mask = make('div', 'wx-picker__mask');
  readonly indicator = make('div', 'wx-picker__indicator');
  private wanted = 0;
  private isTurning = false;

  constructor() {
    super();
    const style = make('style', '');
    style.textContent = STYLE;
    const overlay = document.createElement('slot');
    overlay.name = 'overlay';
    this.mask.slot = this.indicator.slot = 'overlay';
    this.attachShadow({ mode: 'open' }).append(style, this.wheel, overlay);
    this.append(this.mask, this.indicator);
    this.wheel.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.wheel.addEventListener('scrollend', () => this.settled());
    this.wheel.addEventListener('touchend', () => this.around?.released(), { passive: true });
    new ResizeObserver(() => this.measure()).observe(this.indicator);
    new MutationObserver(() => this.turn(this.wanted, false)).observe(this, { childList: true });
  }

  set(name: string, value: unknown): void {
    keep(this, name, value);
  }

  override tapped(): boolean {
    return false;
  }

  /** The item in the middle has been turned there by a person or by the program. */
  get index(): number {
    const count = this.items.length;
    return Math.min(Math.max(0, count - 1), Math.max(0, Math.round(this.wheel.scrollTop / this.itemHeight)));
  }

  private get items(): HTMLElement[] {
    return [...this.children].filter((child): child is HTMLElement => !(child as HTMLElement).slot);
  }

  private get itemHeight(): number {
    return this.indicator.offsetHeight || ITEM;
  }

  private get around(): PickerView | null {
    const around = this.closest('wx-picker-view');
    return around instanceof PickerView ? around : null;
  }

  private measure(): void {
    this.style.setProperty('--item', `${this.itemHeight}px`);
    this.turn(this.wanted, false);
  }

  turn(index: number, smoothly: boolean): void {
    this.wanted = index;
    this.wheel.scrollTo({ top: index * this.itemHeight, behavior: smoothly ? 'smooth' : 'instant' });
  }

  /** It is where it should be: nobody has turned it. */
  private get isAtRest(): boolean {
    return this.index === Math.min(this.wanted, Math.max(0, this.items.length - 1));
  }

  private scrolled(): void {
    if (this.isTurning || this.isAtRest) return;
    this.isTurning = true;
    this.around?.started();
  }

  private settled(): void {
    if (!this.isTurning) return;
    this.isTurning = false;
    this.wanted = this.index;
    this.around?.settled();
  }
}

export class PickerView extends BuiltIn {
  private told: number[] = [];
  private value: number[] = [];
  private isImmediate = false;
  private looks: Record<string, string> = {};
  /** For those who made it in code. */
  picked: (value: number[]) => void = () => {};

  constructor() {
    super();
    new MutationObserver(() => this.show()).observe(this, { childList: true, subtree: true });
  }

  set(name: string, value: unknown): void {
    if (name === 'value') this.value = Array.isArray(value) ? value.map(Number) : [];
    else if (name === 'immediate-change') this.isImmediate = isOn(value);
    else if (/^(indicator|mask)-(style|class)$/.test(name)) this.looks[name] = text(value);
    else return keep(this, name, value);
    queueMicrotask(() => this.show());
  }

  private get columns(): PickerColumn[] {
    return [...this.querySelectorAll('wx-picker-view-column')].filter((column): column is PickerColumn => column instanceof PickerColumn);
  }

  private show(): void {
    const { looks } = this;
    this.columns.forEach((column, index) => {
      column.indicator.className = `wx-picker__indicator ${looks['indicator-class'] ?? ''}`;
      column.indicator.style.cssText = withPixels(looks['indicator-style'] ?? '');
      column.mask.className = `wx-picker__mask ${looks['mask-class'] ?? ''}`;
      column.mask.style.cssText = withPixels(looks['mask-style'] ?? '');
      column.turn(this.value[index] ?? 0, false);
    });
    this.told = this.columns.map((_, index) => this.value[index] ?? 0);
  }

  started(): void {
    this.tell('pickstart', {});
  }

  released(): void {
    if (this.isImmediate) this.compare();
  }

  settled(): void {
    this.compare();
    this.tell('pickend', {});
  }

  private compare(): void {
    const value = this.columns.map(({ index }) => index);
    if (value.every((one, index) => one === this.told[index])) return;
    this.told = this.value = value;
    this.changed('value', value);
    this.tell('change', { value });
    this.picked(value);
  }
}
