// `<page-container>`: a card over the page that comes and goes by its `show`.

import { BuiltIn, isOn, make, number, text, withPixels } from './element.ts';
import { onDrag } from './drag.ts';
import { keep } from './plain.ts';

/** How far it is pulled down before it closes. */
const CLOSE = 60;

export class PageContainer extends BuiltIn {
  private shown = false;
  private duration = 300;
  private closesOnSlide = false;
  private readonly card = make('div', '');
  private readonly overlay = make('div', '');
  private hasOverlay = true;

  constructor() {
    super();
    this.overlay.style.cssText = 'position:fixed;inset:0;background:rgba(0, 0, 0, .6)';
    this.overlay.onclick = () => this.tell('clickoverlay', {});
    this.card.append(document.createElement('slot'));
    this.card.style.cssText = 'position:fixed;left:0;right:0;overflow:auto;max-height:100%;background:#fff';
    this.style.display = 'none';
    this.attachShadow({ mode: 'open' }).append(this.overlay, this.card);
    this.setPosition('bottom');
    onDrag(this.card, {
      start: () => this.closesOnSlide && this.card.scrollTop <= 0,
      move: (_across, down) => void (this.card.style.translate = `0 ${Math.max(0, down)}px`),
      end: (_across, down) => {
        this.card.style.translate = '';
        if (down > CLOSE) this.show(false);
      },
    });
  }

  set(name: string, value: unknown): void {
    if (name === 'show') this.show(isOn(value));
    else if (name === 'duration') this.duration = number(value, 300);
    else if (name === 'z-index') this.style.zIndex = this.card.style.zIndex = this.overlay.style.zIndex = text(number(value, 100));
    else if (name === 'overlay') this.overlay.hidden = !(this.hasOverlay = isOn(value ?? true));
    else if (name === 'position') this.setPosition(text(value) || 'bottom');
    else if (name === 'round') this.card.style.borderRadius = isOn(value) ? '20px 20px 0 0' : '';
    else if (name === 'close-on-slide-down') this.closesOnSlide = isOn(value);
    else if (name === 'overlay-style') this.overlay.style.cssText += `;${withPixels(text(value))}`;
    else if (name === 'custom-style') this.card.style.cssText += `;${withPixels(text(value))}`;
    else keep(this, name, value);
  }

  override restyled(): void {
    this.style.display = this.shown ? 'block' : 'none';
  }

  private setPosition(position: string): void {
    const { style } = this.card;
    style.top = position === 'bottom' ? 'auto' : '0';
    style.bottom = position === 'top' ? 'auto' : '0';
    style.left = '0';
    if (position === 'center') style.inset = '0';
    style.width = position === 'right' ? '80%' : '';
    if (position === 'right') style.left = 'auto';
  }

  private show(on: boolean): void {
    if (on === this.shown) return;
    this.shown = on;
    const [before, during, after] = on ? ['beforeenter', 'enter', 'afterenter'] : ['beforeleave', 'leave', 'afterleave'];
    // The element may not be in the page yet.
    queueMicrotask(() => {
      this.style.display = 'block';
      this.tell(before!, {});
      this.tell(during!, {});
      const way = on ? ['0 100%', '0 0'] : ['0 0', '0 100%'];
      this.card.animate({ translate: way }, { duration: this.duration, easing: 'ease-out' }).onfinish = () => {
        if (!this.shown) this.style.display = 'none';
        this.tell(after!, {});
      };
    });
  }
}
