// `<scroll-view>`: its children stand in it directly, so that styles and orders are the program's own.

import { BuiltIn, isOn, pixels, text } from './element.ts';

export class ScrollView extends BuiltIn {
  private x = false;
  private y = false;
  private upper = 50;
  private lower = 50;
  private smooth = false;
  private last = { left: 0, top: 0 };
  /** At which ends it stands: each is told once on arrival. */
  private at = { start: true, end: false };

  constructor() {
    super();
    this.addEventListener('scroll', () => this.scrolled(), { passive: true });
  }

  set(name: string, value: unknown): void {
    switch (name) {
      case 'scroll-x':
        this.x = isOn(value);
        return this.arrange();
      case 'scroll-y':
        this.y = isOn(value);
        return this.arrange();
      case 'upper-threshold':
        this.upper = pixels(value ?? 50);
        return;
      case 'lower-threshold':
        this.lower = pixels(value ?? 50);
        return;
      case 'scroll-with-animation':
        this.smooth = isOn(value);
        return;
      case 'scroll-top':
        return this.later(() => this.go({ top: pixels(value) }), value);
      case 'scroll-left':
        return this.later(() => this.go({ left: pixels(value) }), value);
      case 'scroll-into-view':
        return this.later(() => this.showChild(text(value)), value);
      case 'enable-flex':
        this.style.display = isOn(value) ? 'flex' : '';
        return;
      case 'show-scrollbar':
        this.toggleAttribute('no-scrollbar', !isOn(value));
    }
  }

  private arrange(): void {
    this.toggleAttribute('scroll-x', this.x);
    this.toggleAttribute('scroll-y', this.y);
  }

  /** Its children come after it in the same batch. */
  private later(run: () => void, value: unknown): void {
    if (value === undefined || value === null || value === '') return;
    queueMicrotask(run);
  }

  private go(to: ScrollToOptions): void {
    this.scrollTo({ ...to, behavior: this.smooth ? 'smooth' : 'instant' });
  }

  private showChild(id: string): void {
    const child = id && this.querySelector(`#${CSS.escape(id)}`);
    if (!child) return;
    const [to, here] = [child.getBoundingClientRect(), this.getBoundingClientRect()];
    this.go({ top: this.scrollTop + to.top - here.top, left: this.scrollLeft + to.left - here.left });
  }

  private scrolled(): void {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = this;
    const detail = { scrollLeft, scrollTop, scrollWidth, scrollHeight, deltaX: this.last.left - scrollLeft, deltaY: this.last.top - scrollTop };
    this.last = { left: scrollLeft, top: scrollTop };
    this.tell('scroll', detail);
    const vertical = this.y || !this.x;
    const [start, end] = vertical
      ? [scrollTop <= this.upper, scrollTop + clientHeight >= scrollHeight - this.lower]
      : [scrollLeft <= this.upper, scrollLeft + clientWidth >= scrollWidth - this.lower];
    if (start && !this.at.start) this.tell('scrolltoupper', { direction: vertical ? 'top' : 'left' });
    if (end && !this.at.end) this.tell('scrolltolower', { direction: vertical ? 'bottom' : 'right' });
    this.at = { start, end };
  }
}
