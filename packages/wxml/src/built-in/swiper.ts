// `<swiper>`: shows its items one after the other. Each item is placed by itself, relative to the position that is shown,
// so a circle needs no copies.

import { onDrag } from './drag.ts';
import { BuiltIn, isOn, make, number, pixels, text } from './element.ts';
import { keep } from './plain.ts';

const EASINGS: Record<string, (part: number) => number> = {
  default: (part) => 1 - (1 - part) ** 3,
  linear: (part) => part,
  easeInCubic: (part) => part ** 3,
  easeOutCubic: (part) => 1 - (1 - part) ** 3,
  easeInOutCubic: (part) => (part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2),
};
/** How far a finger moves before it is clear which way. */
const SLOP = 5;
/** A flick, in pixels a millisecond. */
const FLICK = 0.3;

export class SwiperItem extends BuiltIn {
  itemId = '';

  set(name: string, value: unknown): void {
    if (name === 'item-id') this.itemId = text(value);
    else keep(this, name, value);
  }

  override restyled(): void {
    if (this.parentElement instanceof Swiper) this.parentElement.place();
  }
}

export class Swiper extends BuiltIn {
  private current = 0;
  /** What is shown, in items; between two while it moves. */
  private position = 0;
  private vertical = false;
  private circular = false;
  private autoplay = false;
  private interval = 5000;
  private duration = 500;
  private shown = 1;
  private margins: [string, string] = ['0px', '0px'];
  private snaps = false;
  private easing = 'default';
  private colors: [string, string] = ['rgba(0, 0, 0, .3)', '#000000'];
  private frame = 0;
  private timer = 0;
  /** Where a finger has begun, and whether it moves us. */
  private held: { position: number; moves: boolean | null } | null = null;
  private readonly dots = make('div', 'wx-swiper-dots wx-swiper-dots-horizontal');
  private readonly view = make('div', '');

  constructor() {
    super();
    this.view.style.cssText = 'position:absolute;inset:0;overflow:hidden;touch-action:pan-y';
    this.view.append(document.createElement('slot'));
    const dots = document.createElement('slot');
    dots.name = 'dots';
    this.attachShadow({ mode: 'open' }).append(this.view, dots);
    this.dots.slot = 'dots';
    this.dots.hidden = true;
    this.append(this.dots);
    new MutationObserver(() => this.arranged()).observe(this, { childList: true });
    onDrag(this, {
      start: () => this.hold(),
      move: (across, down) => this.drag(across, down),
      end: (across, down, speed) => this.release(this.vertical ? down : across, this.vertical ? speed.y : speed.x),
    });
  }

  set(name: string, value: unknown): void {
    if (name === 'current') return this.ask(number(value, 0));
    if (name === 'current-item-id') this.askedId = text(value);
    else if (name === 'autoplay') this.autoplay = isOn(value);
    else if (name === 'interval') this.interval = number(value, 5000);
    else if (name === 'duration') this.duration = number(value, 500);
    else if (name === 'circular') this.circular = isOn(value);
    else if (name === 'snap-to-edge') this.snaps = isOn(value);
    else if (name === 'vertical') this.setVertical(isOn(value));
    else if (name === 'display-multiple-items') this.shown = Math.max(1, number(value, 1));
    else if (name === 'previous-margin') this.margins[0] = `${pixels(value)}px`;
    else if (name === 'next-margin') this.margins[1] = `${pixels(value)}px`;
    else if (name === 'easing-function') this.easing = text(value);
    else if (name === 'indicator-dots') this.dots.hidden = !isOn(value);
    else if (name === 'indicator-color') this.colors[0] = text(value) || 'rgba(0, 0, 0, .3)';
    else if (name === 'indicator-active-color') this.colors[1] = text(value) || '#000000';
    else return keep(this, name, value);
    this.arranged();
  }

  private setVertical(on: boolean): void {
    this.vertical = on;
    this.view.style.touchAction = on ? 'pan-x' : 'pan-y';
    this.dots.classList.toggle('wx-swiper-dots-vertical', on);
    this.dots.classList.toggle('wx-swiper-dots-horizontal', !on);
  }

  private items(): SwiperItem[] {
    return [...this.children].filter((child): child is SwiperItem => child instanceof SwiperItem);
  }

  private get goesRound(): boolean {
    return this.circular && this.items().length > this.shown;
  }

  private get last(): number {
    return Math.max(0, this.goesRound ? this.items().length - 1 : this.items().length - this.shown);
  }

  private isWaiting = false;

  /** Attributes and items of a turn count together. */
  private arranged(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    queueMicrotask(() => {
      this.isWaiting = false;
      if (!this.isConnected) return;
      const byId = this.askedId ? this.items().findIndex((item) => item.itemId === this.askedId) : -1;
      if (byId >= 0) [this.asked, this.askedId] = [byId, ''];
      const wanted = Math.min(this.asked ?? this.current, this.last);
      // What was asked for before there were items is where it begins, without moving there.
      if (this.wasEmpty || wanted === this.current) this.current = this.position = wanted;
      else if (this.asked !== null) this.go(wanted, '');
      else this.current = this.position = wanted;
      this.wasEmpty = this.items().length === 0;
      this.asked = null;
      this.place();
      this.wait();
    });
  }

  private asked: number | null = null;
  private askedId = '';
  private wasEmpty = true;

  private ask(current: number): void {
    this.asked = Math.max(0, Math.round(current));
    this.arranged();
  }

  connectedCallback(): void {
    this.arranged();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
  }

  /** Puts every item where it is to be seen. */
  place(): void {
    const items = this.items();
    const round = this.goesRound;
    // At an end, a margin beyond which nothing comes would be empty.
    const [before, after] = this.margins;
    const size = `calc((100% - ${before} - ${after}) / ${this.shown})`;
    const edge = this.snaps && !round ? (this.position <= 0 ? '0px' : this.position >= this.last ? `calc(${before} + ${after})` : before) : before;
    items.forEach((item, index) => {
      let at = index - this.position;
      if (round) at = ((((at + 1) % items.length) + items.length) % items.length) - 1;
      const { style } = item;
      style.position = 'absolute';
      style[this.vertical ? 'height' : 'width'] = size;
      style[this.vertical ? 'width' : 'height'] = '100%';
      style[this.vertical ? 'top' : 'left'] = edge;
      style.translate = this.vertical ? `0 ${at * 100}%` : `${at * 100}%`;
    });
    this.drawDots(items.length);
  }

  private drawDots(count: number): void {
    while (this.dots.childElementCount > count) this.dots.lastElementChild!.remove();
    while (this.dots.childElementCount < count) this.dots.append(make('div', 'wx-swiper-dot'));
    [...this.dots.children].forEach((dot, index) => {
      const isOn = index >= this.current && index < this.current + this.shown;
      dot.classList.toggle('wx-swiper-dot-active', isOn);
      (dot as HTMLElement).style.backgroundColor = this.colors[isOn ? 1 : 0];
    });
  }

  private detail(source: string): unknown {
    return { current: this.current, currentItemId: this.items()[this.current]?.itemId ?? '', source };
  }

  /** Moves there; `to` may lie beyond the ends of a circle. */
  private go(to: number, source: string): void {
    const count = this.items().length;
    const current = count > 0 ? ((to % count) + count) % count : 0;
    if (current !== this.current) {
      this.current = current;
      this.changed('current', current);
      this.tell('change', this.detail(source));
    }
    this.travel(to, source);
  }

  private travel(to: number, source: string): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    const from = this.position;
    const start = performance.now();
    const ease = EASINGS[this.easing] ?? EASINGS.default!;
    const step = (): void => {
      const part = this.duration > 0 ? Math.min(1, (performance.now() - start) / this.duration) : 1;
      this.position = from + (to - from) * ease(part);
      this.moved(to - from);
      if (part < 1) {
        this.frame = requestAnimationFrame(step);
        return;
      }
      this.position = this.current;
      this.place();
      this.tell('animationfinish', this.detail(source));
      this.wait();
    };
    step();
  }

  private start = 0;

  private moved(_whole: number): void {
    this.place();
    const size = this.itemSize;
    const way = (this.position - this.start) * size;
    this.tell('transition', this.vertical ? { dx: 0, dy: way } : { dx: way, dy: 0 });
  }

  private get itemSize(): number {
    const item = this.items()[0];
    return (this.vertical ? item?.offsetHeight : item?.offsetWidth) || 1;
  }

  /** Until the next item comes by itself. */
  private wait(): void {
    clearTimeout(this.timer);
    if (!this.autoplay || this.held || this.items().length < 2) return;
    this.timer = setTimeout(() => {
      this.start = this.position;
      this.go(this.goesRound ? this.current + 1 : this.current < this.last ? this.current + 1 : 0, 'autoplay');
    }, this.interval);
  }

  /** A program swipes in a person's place. */
  override act(method: string, args: unknown[]): unknown {
    if (method !== 'swipeTo') return super.act(method, args);
    this.start = this.position;
    this.go(Math.min(this.items().length - 1, Math.max(0, Math.round(number(args[0], this.current)))), 'touch');
    return {};
  }

  override property(name: string): unknown {
    if (name === 'current') return this.current;
    return name === 'current-item-id' ? (this.items()[this.current]?.itemId ?? '') : undefined;
  }

  private hold(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.start = this.current;
    this.held = { position: this.position, moves: null };
  }

  private drag(across: number, down: number): void {
    const { held } = this;
    if (!held) return;
    if (held.moves === null) {
      if (Math.hypot(across, down) < SLOP) return;
      held.moves = Math.abs(this.vertical ? down : across) >= Math.abs(this.vertical ? across : down);
    }
    if (!held.moves) return;
    const to = held.position - (this.vertical ? down : across) / this.itemSize;
    // Beyond an end it gives way slowly.
    const end = Math.min(this.last, Math.max(0, to));
    this.position = this.goesRound ? to : end + (to - end) / 3;
    this.moved(0);
  }

  private release(way: number, speed: number): void {
    const { held } = this;
    this.held = null;
    if (!held?.moves) return this.position === this.current ? this.wait() : this.travel(this.current, 'touch');
    const flick = Math.abs(speed) > FLICK && Math.sign(speed) === Math.sign(way) ? -Math.sign(way) : 0;
    const near = flick ? Math.round(held.position) + flick : Math.round(this.position);
    this.go(this.goesRound ? near : Math.min(this.last, Math.max(0, near)), 'touch');
  }
}
