// `<image>`: a picture in one of the documented modes; 320 by 240 pixels unless styles say otherwise.

import { BuiltIn, isOn, text } from './element.ts';

const POSITIONS = ['top', 'bottom', 'center', 'left', 'right', 'top left', 'top right', 'bottom left', 'bottom right'];
const FITS: Record<string, string> = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover', widthFix: 'fill', heightFix: 'fill' };

export class Image extends BuiltIn {
  private readonly picture = document.createElement('img');

  constructor() {
    super();
    // A shadow tree: the program's children of an image are not shown, and its styles do not reach ours.
    const shadow = this.attachShadow({ mode: 'open' });
    this.picture.style.cssText = 'display:block;width:100%;height:100%;object-fit:fill';
    this.picture.draggable = false;
    this.picture.onload = () => this.loaded();
    this.picture.onerror = () => this.tell('error', { errMsg: `${this.picture.src} could not be loaded` });
    shadow.append(this.picture);
  }

  set(name: string, value: unknown): void {
    if (name === 'src') this.show(text(value));
    else if (name === 'mode') this.setMode(text(value));
    // `lazy-load` is not followed: a hidden image would never come into view, and libraries hide it until it has loaded.
    else if (name === 'show-menu-by-longpress') this.picture.style.pointerEvents = isOn(value) ? 'auto' : '';
  }

  private show(src: string): void {
    if (src) this.picture.src = src;
    else this.picture.removeAttribute('src');
  }

  private setMode(mode: string): void {
    const { style } = this.picture;
    this.dataset.mode = mode;
    style.objectFit = FITS[mode] ?? (POSITIONS.includes(mode) ? 'none' : 'fill');
    style.objectPosition = POSITIONS.includes(mode) ? mode : '';
    this.fix();
  }

  /** `widthFix` and `heightFix` give the other side the picture's own proportion. */
  private fix(): void {
    const { mode } = this.dataset;
    const { naturalWidth: width, naturalHeight: height } = this.picture;
    this.style.removeProperty('aspect-ratio');
    if (mode !== 'widthFix' && mode !== 'heightFix') return;
    this.style.setProperty(mode === 'widthFix' ? 'height' : 'width', 'auto', 'important');
    if (width && height) this.style.aspectRatio = `${width} / ${height}`;
  }

  /** Styles were written anew, ours among them. */
  override restyled(): void {
    this.fix();
  }

  private loaded(): void {
    this.fix();
    this.tell('load', { width: this.picture.naturalWidth, height: this.picture.naturalHeight });
  }
}
