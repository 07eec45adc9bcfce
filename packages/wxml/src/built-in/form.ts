// `<form>`, and what can be in one: everything with a `name` and a value.

import { BuiltIn, isOn, text } from './element.ts';
import { keep } from './plain.ts';

/** A built-in whose value is part of the form around it. */
export abstract class Field extends BuiltIn {
  name = '';
  disabled = false;

  abstract get formValue(): unknown;
  /** Back to what the attributes have said at first. */
  abstract reset(): void;

  /** True when the attribute was one that all fields have. */
  protected common(name: string, value: unknown): boolean {
    if (name === 'name') this.name = text(value);
    else if (name !== 'disabled') return false;
    else {
      this.disabled = isOn(value);
      this.toggleAttribute('disabled', this.disabled);
    }
    return true;
  }
}

export class Form extends BuiltIn {
  set(name: string, value: unknown): void {
    keep(this, name, value);
  }

  private fields(): Field[] {
    return [...this.querySelectorAll('*')].filter((element): element is Field => element instanceof Field);
  }

  /** `target`: the button that did it. */
  submit(target: Element): void {
    const value: Record<string, unknown> = {};
    for (const field of this.fields()) if (field.name) value[field.name] = field.formValue;
    // A form id is what the vendors' tools give too: there is nobody to send template messages to.
    const detail = { value, target: { id: target.id, dataset: {}, offsetTop: 0, offsetLeft: 0 } };
    this.tell('submit', this.reports ? { ...detail, formId: 'the formId is a mock one' } : detail);
  }

  private get reports(): boolean {
    return isOn(this.getAttribute('report-submit') ?? undefined);
  }

  clear(): void {
    for (const field of this.fields()) field.reset();
    this.tell('reset', { target: { id: this.id, dataset: {} } });
  }
}
