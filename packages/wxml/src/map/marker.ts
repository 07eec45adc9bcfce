// One marker of a map: its icon, what is written beside it, and the bubble above it.

import type { Spot } from '../../../viewer/src/request.ts';
import { make, number, pixels, text } from '../built-in/element.ts';
import { given, spot, type Given } from './given.ts';

/** Which part of a marker a finger is on. */
export type Part = 'marker' | 'label' | 'callout';

/** How far the bubble is above the icon. */
const GAP = 6;
/** WeChat documentation: a finger on the icon shows the bubble, unless it is to be there always. */
const ALWAYS = 'ALWAYS';

export class Marker {
  readonly id: number;
  readonly element = make('div', 'marker');
  private readonly icon: HTMLElement;
  private readonly callout: HTMLElement | null = null;
  private isOpen = false;
  at: Spot;
  turn: number;

  constructor(readonly given: Given, at: Spot) {
    this.id = number(given.id, 0);
    this.at = at;
    this.turn = number(given.rotate, 0);
    this.icon = icon(given);
    this.icon.dataset.part = 'marker';
    this.icon.style.opacity = text(given.alpha ?? 1);
    this.icon.setAttribute('role', 'button');
    this.icon.ariaLabel = text(given['ariaLabel'] ?? given['aria-label'] ?? given.title);
    this.element.dataset.marker = text(this.id);
    this.element.style.zIndex = text(number(given.zIndex, 0));
    this.element.append(this.icon);
    if (given.label) this.element.append(label(given.label as Given));
    const said = given.callout ?? (given.title ? { content: given.title } : null);
    if (!said) return;
    this.callout = bubble(said as Given);
    this.element.append(this.callout);
    this.show(false);
  }

  /** The bubble of a marker that was tapped; one that is always there stays. */
  show(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (this.callout) this.callout.hidden = !isOpen && given(this.given.callout).display !== ALWAYS;
  }

  /** Whether a bubble that the program has written is to be seen. */
  get showsCustom(): boolean {
    return this.isOpen || given(this.given.customCallout).display === ALWAYS;
  }

  place([x, y]: [number, number]): void {
    const { x: across = 0.5, y: down = 1 } = given(this.given.anchor) as { x?: number; y?: number };
    this.element.style.translate = `${x}px ${y}px`;
    this.icon.style.translate = `${-across * 100}% ${-down * 100}%`;
    this.icon.style.transformOrigin = `${across * 100}% ${down * 100}%`;
    this.icon.style.rotate = this.turn ? `${this.turn}deg` : '';
    if (this.callout) aside(this.callout, given(this.given.callout), this.above);
  }

  /** Where the lower edge of a bubble is, from the marker's place. */
  get above(): number {
    return -this.icon.offsetHeight * number(given(this.given.anchor).y, 1) - GAP;
  }
}

/** Put in the middle above the icon, moved by its `anchorX` and `anchorY`. */
export const aside = (element: HTMLElement, { anchorX, anchorY }: Given, above: number): void => {
  element.style.translate = `calc(-50% + ${pixels(anchorX)}px) calc(-100% + ${above + pixels(anchorY)}px)`;
};

const icon = ({ iconPath, width, height }: Given): HTMLElement => {
  if (!iconPath) return make('i', 'pin');
  const picture = document.createElement('img');
  picture.draggable = false;
  picture.src = text(iconPath);
  // Its own size, where none is said.
  if (width !== undefined) picture.style.width = `${pixels(width)}px`;
  if (height !== undefined) picture.style.height = `${pixels(height)}px`;
  return picture;
};

/** What labels and bubbles have in common. */
const writing = (className: Part, one: Given, radius: number): HTMLElement => {
  const made = make('span', className);
  made.dataset.part = className;
  made.textContent = text(one.content);
  const { style } = made;
  style.color = text(one.color);
  style.fontSize = `${pixels(one.fontSize ?? 14)}px`;
  style.padding = `${pixels(one.padding)}px`;
  style.backgroundColor = text(one.bgColor);
  style.borderRadius = `${pixels(one.borderRadius ?? radius)}px`;
  style.textAlign = text(one.textAlign);
  if (pixels(one.borderWidth) > 0) style.border = `${pixels(one.borderWidth)}px solid ${text(one.borderColor)}`;
  return made;
};

const label = (one: Given): HTMLElement => {
  const made = writing('label', one, 0);
  made.style.translate = `${pixels(one.anchorX ?? one.x)}px ${pixels(one.anchorY ?? one.y)}px`;
  return made;
};

const bubble = (one: Given): HTMLElement => {
  const made = writing('callout', { bgColor: '#fff', padding: 8, ...one }, 5);
  made.style.setProperty('--ground', text(one.bgColor) || '#fff');
  return made;
};

export const markersOf = (value: unknown): Marker[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const at = spot(one);
    return at ? [new Marker(given(one), at)] : [];
  });
