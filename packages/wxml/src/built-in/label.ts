// `<label>`: a tap on it is one on what it belongs to: the element that `for` names, else the first in it.

import { BuiltIn, text } from './element.ts';
import { keep } from './plain.ts';

const CONTROLS = 'wx-button, wx-checkbox, wx-radio, wx-switch, wx-input, wx-textarea';

export class Label extends BuiltIn {
  private goal = '';

  set(name: string, value: unknown): void {
    if (name === 'for') this.goal = text(value);
    else keep(this, name, value);
  }

  override tapped(): boolean {
    const found = this.goal ? document.getElementById(this.goal) : this.querySelector(CONTROLS);
    return found instanceof BuiltIn && found.tapped();
  }
}
