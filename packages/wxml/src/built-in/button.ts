// `<button>`: its look is in base.css, by its attributes. What a tap on it does besides, `tapped` says.

import { numberOf } from '../nodes.ts';
import { Told } from '../operations.ts';
import { post } from '../post.ts';
import { BuiltIn, isOn, text } from './element.ts';
import { Form } from './form.ts';
import { setHover } from './hover.ts';
import { keep } from './plain.ts';

const STYLED = new Set(['size', 'type', 'form-type', 'open-type', 'lang']);
const SWITCHED = new Set(['plain', 'disabled', 'loading']);

export class Button extends BuiltIn {
  private readonly options: Record<string, unknown> = {};

  constructor() {
    super();
    setHover(this, 'hover-class', 'button-hover');
    setHover(this, 'hover-start-time', 20);
    setHover(this, 'hover-stay-time', 70);
  }

  set(name: string, value: unknown): void {
    if (setHover(this, name, value)) return;
    if (SWITCHED.has(name)) this.toggleAttribute(name, isOn(value));
    else if (STYLED.has(name)) keep(this, name, value);
    this.options[name] = value;
  }

  override tapped(): boolean {
    if (this.hasAttribute('disabled')) return true;
    const form = this.closest('wx-form');
    const type = text(this.options['form-type']);
    if (form instanceof Form && type === 'submit') form.submit(this);
    if (form instanceof Form && type === 'reset') form.clear();
    const number = numberOf(this);
    const how = text(this.options['open-type']);
    if (how && number !== undefined) post([Told.Navigate, number, `button:${how}`, this.options]);
    return true;
  }
}
