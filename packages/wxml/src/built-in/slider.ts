// `<slider>`: a finger anywhere on it moves the block.

import { isOn, make, number, text } from './element.ts';
import { Field } from './form.ts';
import { keep } from './plain.ts';

export class Slider extends Field {
  private min = 0;
  private max = 100;
  private step = 1;
  private value = 0;
  private atFirst: number | undefined;
  private readonly track = make('div', 'wx-slider-track');
  private readonly thumb = make('div', 'wx-slider-thumb');
  private readonly line = make('div', 'wx-slider-handle-wrapper', this.track, this.thumb);
  private readonly area = make('div', 'wx-slider-tap-area', this.line);
  private readonly shown = make('span', 'wx-slider-value');

  constructor() {
    super();
    this.shown.hidden = true;
    this.append(make('div', 'wx-slider-wrapper', this.area, this.shown));
    this.area.addEventListener('pointerdown', (event) => this.down(event));
    this.area.addEventListener('pointermove', (event) => {
      if (this.area.hasPointerCapture(event.pointerId) && this.move(event)) this.tell('changing', { value: this.value });
    });
    this.area.addEventListener('pointerup', (event) => this.up(event));
  }

  set(name: string, value: unknown): void {
    if (name === 'min') this.min = number(value, 0);
    else if (name === 'max') this.max = number(value, 100);
    else if (name === 'step') this.step = number(value, 1);
    else if (name === 'value') this.atFirst ??= this.value = number(value, this.min);
    else if (name === 'show-value') this.shown.hidden = !isOn(value);
    else if (name === 'color' || name === 'background-color') this.line.style.backgroundColor = text(value);
    else if (name === 'selected-color' || name === 'active-color') this.track.style.backgroundColor = text(value);
    else if (name === 'block-color') this.thumb.style.backgroundColor = text(value);
    else if (name === 'block-size') this.setSize(number(value, 28));
    else if (!this.common(name, value)) return keep(this, name, value);
    if (name === 'value') this.value = number(value, this.min);
    this.draw();
  }

  private setSize(wanted: number): void {
    const size = Math.min(28, Math.max(12, wanted));
    this.thumb.style.width = this.thumb.style.height = `${size}px`;
  }

  private draw(): void {
    const value = Math.min(this.max, Math.max(this.min, this.value));
    const part = this.max > this.min ? (value - this.min) / (this.max - this.min) : 0;
    this.track.style.width = this.thumb.style.left = `${part * 100}%`;
    this.shown.textContent = String(value);
    this.setAttribute('role', 'slider');
    this.setAttribute('aria-valuenow', String(value));
  }

  private down(event: PointerEvent): void {
    if (this.disabled) return;
    this.area.setPointerCapture(event.pointerId);
    this.move(event);
  }

  /** True when the value is another now. */
  private move({ clientX }: PointerEvent): boolean {
    const { left, width } = this.line.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (clientX - left) / width));
    const steps = Math.round((part * (this.max - this.min)) / this.step);
    // Steps of a tenth must not leave digits behind.
    const value = Number((this.min + steps * this.step).toFixed(10));
    if (value === this.value) return false;
    this.value = Math.min(this.max, value);
    this.draw();
    return true;
  }

  private up(event: PointerEvent): void {
    if (!this.area.hasPointerCapture(event.pointerId)) return;
    this.move(event);
    this.changed('value', this.value);
    this.tell('change', { value: this.value });
  }

  /** A program slides it in a person's place. */
  override act(method: string, args: unknown[]): unknown {
    if (method !== 'slideTo') return super.act(method, args);
    this.value = Math.min(this.max, Math.max(this.min, number(args[0], this.value)));
    this.draw();
    this.changed('value', this.value);
    this.tell('change', { value: this.value });
    return {};
  }

  override property(name: string): unknown {
    return name === 'value' ? this.value : undefined;
  }

  get formValue(): number {
    return this.value;
  }

  reset(): void {
    this.value = this.atFirst ?? this.min;
    this.draw();
  }
}
