// `<checkbox>`, `<radio>`, their groups, and `<switch>`. The class names inside are those that programs' styles name.

import { BuiltIn, isOn, make, text } from './element.ts';
import { Field } from './form.ts';
import { keep } from './plain.ts';

abstract class Choice extends BuiltIn {
  value = '';
  checked = false;
  disabled = false;
  private color = '';
  private readonly sign: HTMLElement;

  constructor(private readonly kind: 'checkbox' | 'radio') {
    super();
    this.sign = make('div', `wx-${kind}-input`);
    this.append(make('div', `wx-${kind}-wrapper`, this.sign));
  }

  set(name: string, value: unknown): void {
    if (name === 'value') this.value = text(value);
    else if (name === 'color') this.color = text(value);
    else if (name === 'checked') this.check(isOn(value));
    else if (name === 'disabled') this.toggleAttribute('disabled', (this.disabled = isOn(value)));
    else return keep(this, name, value);
    this.draw();
  }

  check(on: boolean): void {
    this.checked = on;
    this.draw();
  }

  override property(name: string): unknown {
    return name === 'checked' ? this.checked : undefined;
  }

  private draw(): void {
    this.sign.classList.toggle(`wx-${this.kind}-input-checked`, this.checked);
    this.sign.classList.toggle(`wx-${this.kind}-input-disabled`, this.disabled);
    this.setAttribute('role', this.kind);
    this.setAttribute('aria-checked', String(this.checked));
    const { style } = this.sign;
    if (this.kind === 'checkbox') style.color = this.color;
    else {
      style.backgroundColor = style.borderColor = this.checked ? this.color : '';
    }
  }
}

export class Checkbox extends Choice {
  constructor() {
    super('checkbox');
  }

  override tapped(): boolean {
    if (this.disabled) return true;
    this.check(!this.checked);
    this.changed('checked', this.checked);
    const group = this.closest('wx-checkbox-group');
    if (group instanceof CheckboxGroup) group.picked();
    return true;
  }
}

export class Radio extends Choice {
  constructor() {
    super('radio');
  }

  override tapped(): boolean {
    if (this.disabled || this.checked) return true;
    this.check(true);
    const group = this.closest('wx-radio-group');
    if (group instanceof RadioGroup) group.picked(this);
    return true;
  }

  /** Of a group only the last that was checked stays so. */
  override check(on: boolean): void {
    super.check(on);
    const group = on ? this.closest('wx-radio-group') : null;
    if (group instanceof RadioGroup) group.only(this);
  }
}

abstract class Group<T extends Choice> extends Field {
  private atFirst: boolean[] | undefined;

  set(name: string, value: unknown): void {
    if (!this.common(name, value)) keep(this, name, value);
  }

  protected abstract choices(): T[];

  /** What it was before a person touched it. */
  protected remember(): void {
    this.atFirst ??= this.choices().map(({ checked }) => checked);
  }

  reset(): void {
    const { atFirst } = this;
    this.choices().forEach((choice, index) => choice.check(atFirst?.[index] ?? choice.checked));
  }
}

export class CheckboxGroup extends Group<Checkbox> {
  protected choices(): Checkbox[] {
    return [...this.querySelectorAll<Checkbox>('wx-checkbox')];
  }

  get formValue(): string[] {
    return this.choices().filter(({ checked }) => checked).map(({ value }) => value);
  }

  picked(): void {
    this.tell('change', { value: this.formValue });
  }

  override reset(): void {
    for (const choice of this.choices()) choice.check(false);
  }
}

export class RadioGroup extends Group<Radio> {
  protected choices(): Radio[] {
    return [...this.querySelectorAll<Radio>('wx-radio')];
  }

  get formValue(): string {
    return this.choices().find(({ checked }) => checked)?.value ?? '';
  }

  only(chosen: Radio): void {
    for (const other of this.choices()) if (other !== chosen && other.checked) other.check(false);
  }

  picked(chosen: Radio): void {
    this.only(chosen);
    this.tell('change', { value: chosen.value });
  }

  override reset(): void {
    for (const choice of this.choices()) choice.check(false);
  }
}

export class Switch extends Field {
  private checked = false;
  private isBox = false;
  private color = '';
  private readonly knob = make('div', 'wx-switch-input');
  private readonly box = make('div', 'wx-checkbox-input');

  constructor() {
    super();
    this.append(make('div', 'wx-switch-wrapper', this.knob, this.box));
    this.draw();
  }

  set(name: string, value: unknown): void {
    if (name === 'checked') this.checked = isOn(value);
    else if (name === 'color') this.color = text(value);
    else if (name === 'type') this.isBox = value === 'checkbox';
    else if (!this.common(name, value)) return keep(this, name, value);
    this.draw();
  }

  override property(name: string): unknown {
    return name === 'checked' ? this.checked : undefined;
  }

  private draw(): void {
    this.setAttribute('role', 'switch');
    this.setAttribute('aria-checked', String(this.checked));
    this.knob.hidden = this.isBox;
    this.box.hidden = !this.isBox;
    this.knob.classList.toggle('wx-switch-input-checked', this.checked);
    this.knob.classList.toggle('wx-switch-input-disabled', this.disabled);
    this.box.classList.toggle('wx-checkbox-input-checked', this.checked);
    this.knob.style.backgroundColor = this.knob.style.borderColor = this.checked ? this.color : '';
    this.box.style.color = this.color;
  }

  override tapped(): boolean {
    if (this.disabled) return true;
    this.checked = !this.checked;
    this.draw();
    this.changed('checked', this.checked);
    this.tell('change', { value: this.checked });
    return true;
  }

  get formValue(): boolean {
    return this.checked;
  }

  reset(): void {
    this.checked = false;
    this.draw();
  }
}
