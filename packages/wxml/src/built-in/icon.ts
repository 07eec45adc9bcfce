// `<icon>`: the documented signs, drawn by us.

import { BuiltIn, pixels, text } from './element.ts';

const DISC = 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z';
const RING = 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 1.6a8.4 8.4 0 1 0 0 16.8 8.4 8.4 0 0 0 0-16.8z';
const CHECK = 'M6.6 12.2l1.2-1.2 2.9 2.9 5.6-5.7 1.2 1.2-6.8 6.9z';
const CROSS = 'M8.3 7.1l3.7 3.7 3.7-3.7 1.2 1.2-3.7 3.7 3.7 3.7-1.2 1.2-3.7-3.7-3.7 3.7-1.2-1.2 3.7-3.7-3.7-3.7z';
const MARK = 'M11.1 6.4h1.8l-.3 7.4h-1.2zm.9 9a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2z';
const LETTER = 'M11.1 10.2h1.8v7.4h-1.8zm.9-3.8a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2z';

/** Colour and outline of each type; what lies inside another outline is cut out of it. */
const SIGNS: Record<string, [color: string, path: string]> = {
  success: ['#09bb07', DISC + CHECK],
  success_no_circle: ['#09bb07', CHECK],
  info: ['#10aeff', DISC + LETTER],
  warn: ['#f76260', DISC + MARK],
  waiting: ['#10aeff', `${DISC}M11.2 6.5h1.5v5.2l3.6 2.1-.8 1.3-4.3-2.5z`],
  cancel: ['#f43530', RING + CROSS],
  download: ['#09bb07', `${RING}M11.2 6.8h1.6v6.4l2.3-2.3 1.1 1.1-4.2 4.2L7.8 12l1.1-1.1 2.3 2.3z`],
  search: ['#b2b2b2', 'M10.5 3a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm0 1.6a5.9 5.9 0 1 0 0 11.8 5.9 5.9 0 0 0 0-11.8zM15.4 16.5l1.1-1.1 5 5-1.1 1.1z'],
  clear: ['#b2b2b2', DISC + CROSS],
};

const SVG = 'http://www.w3.org/2000/svg';

export class Icon extends BuiltIn {
  private readonly sign = document.createElementNS(SVG, 'svg');
  private readonly outline = document.createElementNS(SVG, 'path');
  private type = '';
  private color = '';

  constructor() {
    super();
    this.sign.setAttribute('viewBox', '0 0 24 24');
    this.outline.setAttribute('fill-rule', 'evenodd');
    this.sign.append(this.outline);
    this.setSize(23);
    this.attachShadow({ mode: 'open' }).append(this.sign);
  }

  set(name: string, value: unknown): void {
    if (name === 'type') this.type = text(value);
    else if (name === 'color') this.color = text(value);
    else if (name === 'size') return this.setSize(pixels(value ?? 23));
    const [color, path] = SIGNS[this.type] ?? ['', ''];
    this.outline.setAttribute('d', path);
    this.outline.setAttribute('fill', this.color || color);
  }

  private setSize(size: number): void {
    this.sign.style.cssText = `display:block;width:${size}px;height:${size}px`;
  }
}
