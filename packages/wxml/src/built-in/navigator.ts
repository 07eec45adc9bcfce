// `<navigator>`: a tap on it goes somewhere. Where, the logic layer is asked to; nothing happens here.

import { BuiltIn, isOn, text } from './element.ts';
import { setHover } from './hover.ts';
import { numberOf } from '../nodes.ts';
import { post } from '../post.ts';
import { Told } from '../operations.ts';

export class Navigator extends BuiltIn {
  private readonly options: Record<string, unknown> = {};

  constructor() {
    super();
    setHover(this, 'hover-class', 'navigator-hover');
    setHover(this, 'hover-stay-time', 600);
  }

  set(name: string, value: unknown): void {
    if (setHover(this, name, value)) return;
    this.options[name] = value;
  }

  override tapped(): boolean {
    const number = numberOf(this);
    if (number === undefined) return true;
    const { url, delta, target } = this.options;
    const how = text(this.options['open-type'] ?? 'navigate');
    const options = { url: text(url), delta: Number(delta ?? 1), appId: this.options['app-id'], path: this.options.path, extraData: this.options['extra-data'] };
    post([Told.Navigate, number, isOn(target) && text(target) === 'miniProgram' ? `${how}MiniProgram` : how, options]);
    return true;
  }
}
