// `<scroll-view>`: its children stand in it directly, so that styles and orders are the program's own.

import { onDrag } from './drag.ts';
import { BuiltIn, isOn, make, number, pixels, text } from './element.ts';

/** Attributes that are a matter of base.css alone. */
const SWITCHES: Record<string, { name: string; opposite?: boolean }> = {
  'scroll-x': { name: 'scroll-x' },
  'scroll-y': { name: 'scroll-y' },
  'enable-flex': { name: 'enable-flex' },
  'paging-enabled': { name: 'paging-enabled' },
  'show-scrollbar': { name: 'no-scrollbar', opposite: true },
  'scroll-anchoring': { name: 'no-anchoring', opposite: true },
  bounces: { name: 'no-bounces', opposite: true },
};

export class ScrollView extends BuiltIn {
  private upper = 50;
  private lower = 50;
  private smooth = false;
  private offset = 0;
  private last = { left: 0, top: 0 };
  /** At which ends it stands: each is told once on arrival. */
  private at = { start: true, end: false };
  private readonly refresher = new Refresher(this, (type, detail) => this.tell(type, detail));

  constructor() {
    super();
    this.addEventListener('scroll', () => this.scrolled(), { passive: true });
    onDrag(this, {
      start: () => {
        this.refresher.start();
        this.tell('dragstart', this.place());
      },
      move: (_across, down) => {
        this.refresher.pull(down);
        this.tell('dragging', this.place());
      },
      end: (_across, down, speed) => {
        this.refresher.release(down);
        this.tell('dragend', { ...this.place(), velocity: speed });
      },
    });
  }

  set(name: string, value: unknown): void {
    const known = SWITCHES[name];
    if (known) return void this.toggleAttribute(known.name, known.opposite ? !isOn(value ?? true) : isOn(value));
    if (name.startsWith('refresher-')) return this.refresher.set(name, value);
    switch (name) {
      case 'upper-threshold':
        this.upper = pixels(value ?? 50);
        return;
      case 'lower-threshold':
        this.lower = pixels(value ?? 50);
        return;
      case 'scroll-with-animation':
        this.smooth = isOn(value);
        return;
      case 'scroll-into-view-offset':
        this.offset = number(value, 0);
        return;
      case 'scroll-top':
        return this.later(() => this.go({ top: pixels(value) }), value);
      case 'scroll-left':
        return this.later(() => this.go({ left: pixels(value) }), value);
      case 'scroll-into-view':
        return this.later(() => this.showChild(`#${CSS.escape(text(value))}`, this.offset), value);
    }
  }

  override restyled(): void {
    this.refresher.again();
  }

  /** `ScrollViewContext`. */
  override act(method: string, [first, second]: unknown[]): unknown {
    const options = (first ?? {}) as { top?: number; left?: number; animated?: boolean };
    // Of a program that scrolls in a person's place: two numbers.
    if (method === 'scrollTo' && typeof first !== 'object') this.scrollTo({ left: number(first, 0), top: number(second, 0), behavior: 'instant' });
    else if (method === 'scrollTo') this.scrollTo({ ...options, behavior: options.animated ? 'smooth' : 'instant' });
    else if (method === 'scrollIntoView') this.showChild(text(first), number((second as { offset?: number } | undefined)?.offset, 0));
    else if (method === 'triggerRefresh') this.refresher.trigger(true);
    else if (method === 'closeRefresh') this.refresher.trigger(false);
    else if (method === 'scrollTop' || method === 'scrollLeft' || method === 'scrollWidth' || method === 'scrollHeight') return this[method];
    else return super.act(method, []);
    return {};
  }

  override property(name: string): unknown {
    if (name === 'scroll-top') return this.scrollTop;
    return name === 'scroll-left' ? this.scrollLeft : undefined;
  }

  /** Its children come after it in the same batch. */
  private later(run: () => void, value: unknown): void {
    if (value === undefined || value === null || value === '') return;
    queueMicrotask(run);
  }

  private go(to: ScrollToOptions): void {
    this.scrollTo({ ...to, behavior: this.smooth ? 'smooth' : 'instant' });
  }

  private showChild(selector: string, offset: number): void {
    const child = this.querySelector(selector);
    if (!child) return;
    const [to, here] = [child.getBoundingClientRect(), this.getBoundingClientRect()];
    this.go({ top: this.scrollTop + to.top - here.top + offset, left: this.scrollLeft + to.left - here.left });
  }

  private place(): { scrollLeft: number; scrollTop: number } {
    return { scrollLeft: this.scrollLeft, scrollTop: this.scrollTop };
  }

  private scrolled(): void {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = this;
    const detail = { scrollLeft, scrollTop, scrollWidth, scrollHeight, deltaX: this.last.left - scrollLeft, deltaY: this.last.top - scrollTop };
    this.last = { left: scrollLeft, top: scrollTop };
    this.changed('scroll-top', scrollTop);
    this.changed('scroll-left', scrollLeft);
    this.tell('scroll', detail);
    const vertical = this.hasAttribute('scroll-y') || !this.hasAttribute('scroll-x');
    const [start, end] = vertical
      ? [scrollTop <= this.upper, scrollTop + clientHeight >= scrollHeight - this.lower]
      : [scrollLeft <= this.upper, scrollLeft + clientWidth >= scrollWidth - this.lower];
    if (start && !this.at.start) this.tell('scrolltoupper', { direction: vertical ? 'top' : 'left' });
    if (end && !this.at.end) this.tell('scrolltolower', { direction: vertical ? 'bottom' : 'right' });
    this.at = { start, end };
  }
}

/** What is pulled down above the content: three dots, or the program's child with `slot="refresher"`, which base.css places. */
class Refresher {
  private box: HTMLElement | null = null;
  private threshold = 45;
  private look = 'black';
  private background = '';
  private isTriggered = false;
  private height = 0;
  /** The content was at its top when the finger came. */
  private isPulled = false;

  constructor(
    private readonly view: HTMLElement,
    private readonly tell: (type: string, detail: unknown) => void,
  ) {}

  set(name: string, value: unknown): void {
    if (name === 'refresher-enabled') this.enable(isOn(value));
    else if (name === 'refresher-threshold') this.threshold = number(value, 45);
    else if (name === 'refresher-default-style') this.look = text(value) || 'black';
    else if (name === 'refresher-background') this.background = text(value);
    else if (name === 'refresher-triggered') queueMicrotask(() => this.trigger(isOn(value)));
    if (!this.box) return;
    this.box.dataset.look = this.look;
    this.box.style.backgroundColor = this.background;
  }

  /** How far the program's own child has come down; once more when styles were written anew. */
  again(): void {
    if (this.box) this.view.style.setProperty('--pulled', `${this.height}px`);
  }

  private enable(on: boolean): void {
    this.box?.remove();
    this.box = null;
    if (!on) return;
    this.box = make('div', 'wx-scroll-refresher', make('i', ''), make('i', ''), make('i', ''));
    this.view.prepend(this.box);
  }

  private draw(height: number): void {
    this.height = height;
    if (this.box) this.box.style.height = `${height}px`;
    this.again();
  }

  start(): void {
    this.isPulled = this.box !== null && !this.isTriggered && this.view.scrollTop <= 0;
  }

  pull(down: number): void {
    if (!this.isPulled || down <= 0) return;
    this.draw(down);
    this.tell('refresherpulling', { dy: down });
  }

  release(down: number): void {
    if (!this.isPulled) return;
    this.isPulled = false;
    if (down >= this.threshold) return this.trigger(true, down);
    this.draw(0);
    if (down > 0) this.tell('refresherabort', { dy: down });
  }

  trigger(on: boolean, dy = this.threshold): void {
    if (!this.box || on === this.isTriggered) return;
    this.isTriggered = on;
    this.draw(on ? this.threshold : 0);
    this.tell(on ? 'refresherrefresh' : 'refresherrestore', on ? { dy } : {});
  }
}
