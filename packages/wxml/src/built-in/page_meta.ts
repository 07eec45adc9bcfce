// `<page-meta>`: the page as a whole: its style, the root's font size, where it has scrolled. What its bar looks like is
// said by the `<navigation-bar>` in it.

import { BuiltIn, pixels, text } from './element.ts';

export class PageMeta extends BuiltIn {
  private duration = 300;
  private readonly resized = (): void => {
    const size = { windowWidth: innerWidth, windowHeight: innerHeight };
    this.tell('resize', { size, deviceOrientation: innerWidth > innerHeight ? 'landscape' : 'portrait' });
  };
  private readonly scrolled = (): void => this.tell('scroll', { scrollTop: scrollY });

  connectedCallback(): void {
    addEventListener('resize', this.resized);
    addEventListener('scroll', this.scrolled, { passive: true });
  }

  disconnectedCallback(): void {
    removeEventListener('resize', this.resized);
    removeEventListener('scroll', this.scrolled);
  }

  set(name: string, value: unknown): void {
    const root = document.documentElement;
    switch (name) {
      case 'page-style':
        page()?.setAttribute('style', text(value));
        return;
      case 'root-font-size':
      case 'page-font-size':
        root.style.fontSize = text(value) === 'system' ? '16px' : text(value);
        return;
      case 'root-background-color':
        root.style.backgroundColor = text(value);
        return;
      case 'scroll-duration':
        this.duration = Number(value ?? 300);
        return;
      case 'scroll-top':
        if (text(value) !== '') queueMicrotask(() => this.goTo(pixels(value)));
    }
  }

  private goTo(top: number): void {
    addEventListener('scrollend', () => this.tell('scrolldone', {}), { once: true });
    scrollTo({ top, behavior: this.duration > 0 ? 'smooth' : 'instant' });
  }
}

const page = (): HTMLElement | null => document.querySelector('wx-page');
