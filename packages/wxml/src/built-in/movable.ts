// `<movable-area>` and the `<movable-view>`s that are moved about in it, and made larger with two fingers.

import { onDrag } from './drag.ts';
import { BuiltIn, isOn, number, pixels, text } from './element.ts';
import { keep } from './plain.ts';
import { Travel } from '../operations.ts';

/** How long what was let go moves on by itself, in milliseconds. */
const GLIDE = 300;

export class MovableArea extends BuiltIn {
  private scalesHere = false;

  constructor() {
    super();
    onPinch(this, (by, ends) => {
      if (!this.scalesHere) return;
      for (const view of this.querySelectorAll('wx-movable-view')) if (view instanceof MovableView) view.pinch(by, ends);
    });
  }

  set(name: string, value: unknown): void {
    if (name === 'scale-area') this.scalesHere = isOn(value);
    else keep(this, name, value);
  }
}

export class MovableView extends BuiltIn {
  private at = { x: 0, y: 0 };
  private way = 'none';
  private inertia = false;
  private beyond = false;
  private disabled = false;
  private scales = false;
  private limits: [number, number] = [0.5, 10];
  private scale = 1;
  private animates = true;
  private damping = 20;
  private friction = 2;
  private held = { x: 0, y: 0 };
  private hasTold: 'htouchmove' | 'vtouchmove' | null = null;

  constructor() {
    super();
    onDrag(this, {
      start: () => {
        if (this.disabled || this.way === 'none') return false;
        this.held = { ...this.at };
        this.hasTold = null;
        this.style.transition = '';
        return true;
      },
      move: (across, down) => this.drag(across, down),
      end: (_across, _down, speed) => this.release(speed),
    });
    let from = 1;
    onPinch(this, (by, ends) => {
      if (!this.scales) return;
      if (by === null) from = this.scale;
      this.pinch(by, ends, from);
    });
  }

  set(name: string, value: unknown): void {
    if (name === 'direction') this.way = text(value) || 'none';
    else if (name === 'inertia') this.inertia = isOn(value);
    else if (name === 'out-of-bounds') this.beyond = isOn(value);
    else if (name === 'disabled') this.disabled = isOn(value);
    else if (name === 'scale') this.scales = isOn(value);
    else if (name === 'scale-min') this.limits[0] = Math.max(0.1, number(value, 0.5));
    else if (name === 'scale-max') this.limits[1] = Math.min(10, number(value, 10));
    else if (name === 'animation') this.animates = isOn(value ?? true);
    else if (name === 'damping') this.damping = Math.max(1, number(value, 20));
    else if (name === 'friction') this.friction = Math.max(0.1, number(value, 2));
    else if (name === 'x') return this.later(() => this.go({ ...this.at, x: pixels(value) }, ''));
    else if (name === 'y') return this.later(() => this.go({ ...this.at, y: pixels(value) }, ''));
    else if (name === 'scale-value') return this.later(() => this.setScale(number(value, 1), ''));
    else return keep(this, name, value);
    this.setTouch();
  }

  /** Which way the browser may still scroll. */
  private setTouch(): void {
    this.style.touchAction = this.way === 'all' ? 'none' : this.way === 'horizontal' ? 'pan-y' : this.way === 'vertical' ? 'pan-x' : '';
  }

  /** The area has its size when everything of the batch is there. */
  private later(run: () => void): void {
    queueMicrotask(() => this.isConnected && run());
  }

  override restyled(): void {
    this.setTouch();
    this.draw(false);
  }

  /** How far it may go. A view that is larger than its area moves so that it covers it. */
  private bounds(): { x: [number, number]; y: [number, number] } {
    const area = this.closest('wx-movable-area');
    if (!area) return { x: [0, 0], y: [0, 0] };
    const range = (room: number, size: number): [number, number] => {
      const grown = ((this.scale - 1) * size) / 2;
      const [low, high] = [grown, room - size - grown];
      return low < high ? [low, high] : [high, low];
    };
    return { x: range(area.clientWidth, this.offsetWidth), y: range(area.clientHeight, this.offsetHeight) };
  }

  private inside(to: { x: number; y: number }): { x: number; y: number } {
    const { x, y } = this.bounds();
    return { x: Math.min(x[1], Math.max(x[0], to.x)), y: Math.min(y[1], Math.max(y[0], to.y)) };
  }

  private go(to: { x: number; y: number }, source: string): void {
    const { x, y } = this.inside(to);
    if (x === this.at.x && y === this.at.y) return;
    this.at = { x, y };
    this.draw(this.animates);
    this.tell('change', { x, y, source });
  }

  /** A program moves it in a person's place. */
  override act(method: string, [x, y]: unknown[]): unknown {
    if (method !== 'moveTo') return super.act(method, [x, y]);
    this.go({ x: pixels(x), y: pixels(y) }, 'touch');
    return {};
  }

  /** The names with a line before them are those that a client of the automator reads. */
  override property(name: string): unknown {
    if (name === 'x' || name === '_translate-x') return this.at.x;
    return name === 'y' || name === '_translate-y' ? this.at.y : undefined;
  }

  private draw(smoothly: boolean): void {
    // The stronger the spring, the sooner it is there.
    this.style.transition = smoothly ? `translate ${Math.max(80, 6000 / this.damping)}ms ease-out` : '';
    this.style.translate = `${this.at.x}px ${this.at.y}px`;
    this.style.scale = this.scale === 1 ? '' : String(this.scale);
  }

  private drag(across: number, down: number): void {
    const to = { x: this.held.x + (this.way === 'vertical' ? 0 : across), y: this.held.y + (this.way === 'horizontal' ? 0 : down) };
    this.hasTold ??= Math.abs(across) > Math.abs(down) ? 'htouchmove' : 'vtouchmove';
    this.tell(this.hasTold, {}, Travel.Bubbles);
    const inside = this.inside(to);
    const isOut = inside.x !== to.x || inside.y !== to.y;
    const part = this.beyond ? 1 / 3 : 0;
    const { x, y } = { x: inside.x + (to.x - inside.x) * part, y: inside.y + (to.y - inside.y) * part };
    if (x === this.at.x && y === this.at.y) return;
    this.at = { x, y };
    this.draw(false);
    this.tell('change', { x, y, source: isOut && this.beyond ? 'touch-out-of-bounds' : 'touch' });
  }

  private release(speed: { x: number; y: number }): void {
    const glide = this.inertia ? GLIDE / this.friction : 0;
    const to = {
      x: this.at.x + (this.way === 'vertical' ? 0 : speed.x * glide),
      y: this.at.y + (this.way === 'horizontal' ? 0 : speed.y * glide),
    };
    const isOut = this.inside(this.at).x !== this.at.x || this.inside(this.at).y !== this.at.y;
    this.go(to, isOut ? 'out-of-bounds' : 'friction');
  }

  /** `by`: how much further apart the fingers are than when they came; `null` when they have just come. */
  pinch(by: number | null, _ends: boolean, from = this.scale): void {
    if (by !== null && this.scales) this.setScale(from * by, 'touch');
  }

  private setScale(wanted: number, _source: string): void {
    const scale = Math.min(this.limits[1], Math.max(this.limits[0], wanted));
    if (scale === this.scale || !this.scales) return;
    this.scale = scale;
    this.at = this.inside(this.at);
    this.draw(false);
    this.tell('scale', { ...this.at, scale });
  }
}

const onPinch = (element: HTMLElement, pinched: (by: number | null, ends: boolean) => void): void => {
  let from = 0;
  const gap = ({ touches }: TouchEvent): number =>
    Math.hypot(touches[0]!.clientX - touches[1]!.clientX, touches[0]!.clientY - touches[1]!.clientY);
  element.addEventListener('touchstart', (event) => {
    if (event.touches.length !== 2) return;
    from = gap(event);
    pinched(null, false);
  }, { passive: true });
  element.addEventListener('touchmove', (event) => {
    if (event.touches.length === 2 && from > 0) pinched(gap(event) / from, false);
  }, { passive: true });
  element.addEventListener('touchend', () => {
    if (from > 0) pinched(1, true);
    from = 0;
  });
};
