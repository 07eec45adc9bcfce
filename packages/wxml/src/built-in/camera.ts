// `<camera>`: shows the last picture that was taken; the phone's camera gives single pictures, no film.

import { BuiltIn, make, text } from './element.ts';
import { keep } from './plain.ts';
import { words } from './words.ts';

export class Camera extends BuiltIn {
  private readonly label = make('span', '');
  private readonly picture = document.createElement('img');

  constructor() {
    super();
    this.label.textContent = words.camera;
    this.label.style.cssText = 'position:absolute;inset:0;display:grid;place-items:center;color:#aaa;font-size:14px';
    this.picture.hidden = true;
    this.picture.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;object-fit:cover';
    this.attachShadow({ mode: 'open' }).append(this.label, this.picture, document.createElement('slot'));
  }

  set(name: string, value: unknown): void {
    keep(this, name, value);
  }

  connectedCallback(): void {
    queueMicrotask(() => this.tell('initdone', { maxZoom: 1 }));
  }

  override act(method: string, [address]: unknown[]): unknown {
    if (method !== 'show') return super.act(method, []);
    this.picture.src = text(address);
    this.picture.hidden = false;
    return {};
  }
}
