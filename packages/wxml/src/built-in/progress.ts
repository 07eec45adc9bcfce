// `<progress>`: a bar; with `active` it fills up, `duration` milliseconds a percent.

import { BuiltIn, isOn, make, number, pixels, text } from './element.ts';
import { keep } from './plain.ts';

export class Progress extends BuiltIn {
  private percent = 0;
  private shown = 0;
  private isActive = false;
  private goesOn = false;
  private perPercent = 30;
  private timer = 0;
  private readonly inner = make('div', 'wx-progress-inner-bar');
  private readonly bar = make('div', 'wx-progress-bar', this.inner);
  private readonly info = make('p', 'wx-progress-info');

  constructor() {
    super();
    this.info.hidden = true;
    this.append(this.bar, this.info);
  }

  set(name: string, value: unknown): void {
    switch (name) {
      case 'percent':
        this.percent = Math.min(100, Math.max(0, number(value, 0)));
        return this.later();
      case 'active':
        this.isActive = isOn(value);
        return this.later();
      case 'active-mode':
        this.goesOn = value === 'forwards';
        return;
      case 'duration':
        this.perPercent = number(value, 30);
        return;
      case 'show-info':
        this.info.hidden = !isOn(value);
        return;
      case 'stroke-width':
        this.bar.style.height = value === undefined ? '' : `${pixels(value)}px`;
        return;
      case 'border-radius':
        this.bar.style.borderRadius = this.inner.style.borderRadius = `${pixels(value)}px`;
        return;
      case 'font-size':
        this.info.style.fontSize = value === undefined ? '' : `${pixels(value)}px`;
        return;
      case 'color':
      case 'active-color':
        this.inner.style.backgroundColor = text(value);
        return;
      case 'background-color':
        this.bar.style.backgroundColor = text(value);
        return;
      default:
        keep(this, name, value);
    }
  }

  private isWaiting = false;

  /** All attributes of a turn count together. */
  private later(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    queueMicrotask(() => {
      this.isWaiting = false;
      this.run();
    });
  }

  private run(): void {
    clearInterval(this.timer);
    if (!this.isActive) return this.draw(this.percent);
    if (!this.goesOn || this.shown > this.percent) this.draw(0);
    const from = this.shown;
    const start = performance.now();
    this.timer = setInterval(() => {
      this.draw(Math.min(this.percent, from + Math.floor((performance.now() - start) / Math.max(this.perPercent, 1))));
      if (this.shown < this.percent && this.isConnected) return;
      clearInterval(this.timer);
      this.tell('activeend', { curPercent: this.shown });
    }, Math.max(16, this.perPercent));
  }

  private draw(percent: number): void {
    this.shown = percent;
    this.inner.style.width = `${percent}%`;
    this.info.textContent = `${Math.floor(percent)}%`;
  }
}
