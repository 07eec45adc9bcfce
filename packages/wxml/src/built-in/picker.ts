// `<picker>`: a tap on what is in it opens a sheet with wheels from below.

import { make, number, text } from './element.ts';
import { Field } from './form.ts';
import { keep } from './plain.ts';
import { PickerColumn, PickerView } from './picker_view.ts';
import { dateWheels, listWheels, regionWheels, timeWheels, type Wheels } from './picker_wheels.ts';
import { words } from './words.ts';

export class Picker extends Field {
  private readonly options: Record<string, unknown> = { mode: 'selector' };
  private atFirst: unknown;
  private wheels: Wheels | null = null;
  private sheet: HTMLElement | null = null;

  set(name: string, value: unknown): void {
    if (this.common(name, value)) return;
    if (name.startsWith('aria')) return keep(this, name, value);
    this.options[name] = value;
    if (name === 'value') this.atFirst ??= value;
    // A column that changes another one (`columnchange`) is open while it does.
    if (this.wheels && (name === 'range' || name === 'value')) void this.turn();
  }

  override tapped(): boolean {
    if (!this.disabled && !this.sheet) void this.open();
    return true;
  }

  disconnectedCallback(): void {
    this.close();
  }

  private async make(): Promise<Wheels> {
    const { mode, range, value, start, end, fields } = this.options;
    switch (mode) {
      case 'multiSelector':
        return listWheels(Array.isArray(range) ? (range as unknown[][]) : [], this.options['range-key'], Array.isArray(value) ? value : []);
      case 'time':
        return timeWheels(text(value), text(start), text(end));
      case 'date':
        return dateWheels(text(value), text(start), text(end), text(fields) || 'day');
      case 'region':
        return regionWheels(Array.isArray(value) ? value.map(text) : [], text(this.options['custom-item']), text(this.options.level));
      default:
        return listWheels([Array.isArray(range) ? range : []], this.options['range-key'], [number(value, 0)]);
    }
  }

  private async turn(): Promise<void> {
    const view = this.sheet?.querySelector('wx-picker-view');
    if (!(view instanceof PickerView)) return;
    this.wheels = await this.make();
    fill(view, this.wheels);
  }

  private async open(): Promise<void> {
    this.wheels = await this.make();
    const view = new PickerView();
    fill(view, this.wheels);
    view.picked = (value) => this.picked(view, value);
    const title = make('div', 'wx-picker__title');
    title.textContent = text(this.options['header-text']);
    const [cancel, confirm] = [make('button', 'wx-picker__action'), make('button', 'wx-picker__action wx-picker__action_main')];
    cancel.textContent = words.cancel;
    confirm.textContent = words.confirm;
    cancel.onclick = () => this.cancel();
    confirm.onclick = () => this.confirm(view);
    const card = make('div', 'wx-picker__card', make('div', 'wx-picker__bar', cancel, title, confirm), view);
    card.role = 'dialog';
    card.ariaModal = 'true';
    this.sheet = make('div', 'wx-picker__sheet', card);
    // The tap that opens it ends in a click of the browser's, which comes when the sheet is there.
    let isTouched = false;
    this.sheet.onpointerdown = () => void (isTouched = true);
    this.sheet.onclick = (event) => isTouched && event.target === this.sheet && this.cancel();
    this.sheet.onkeydown = (event) => event.key === 'Escape' && this.cancel();
    // A touch that turns a wheel is none of the page's.
    for (const type of ['touchstart', 'touchmove'] as const) this.sheet.addEventListener(type, (event) => event.stopPropagation());
    // What is in the top layer is above everything outside of it.
    (this.closest('wx-root-portal') ?? document.body).append(this.sheet);
    confirm.focus({ preventScroll: true });
  }

  private close(): void {
    this.sheet?.remove();
    this.sheet = null;
    this.wheels = null;
  }

  private cancel(): void {
    this.close();
    this.tell('cancel', {});
  }

  private picked(view: PickerView, value: number[]): void {
    const { wheels } = this;
    if (!wheels) return;
    const column = value.findIndex((one, index) => one !== wheels.picked[index]);
    if (column < 0) return;
    const next = wheels.turn(value, column);
    if (next) fill(view, next);
    this.wheels = next ?? wheels;
    this.wheels.picked = next ? next.picked : value;
    if (this.options.mode === 'multiSelector') this.tell('columnchange', { column, value: value[column] });
    if (this.options.mode === 'region') this.tell('columnchange', { column, value: value[column] });
  }

  private confirm(view: PickerView): void {
    const { wheels } = this;
    if (!wheels) return;
    // A wheel that still turns counts where it is.
    const value = [...view.querySelectorAll('wx-picker-view-column')].map((column) => (column as PickerColumn).index);
    const detail = wheels.detail(value);
    this.close();
    this.options.value = detail.value;
    this.changed('value', detail.value);
    this.tell('change', detail);
  }

  override property(name: string): unknown {
    return name === 'value' ? this.formValue : undefined;
  }

  get formValue(): unknown {
    const { value, mode } = this.options;
    if (mode === 'selector' && value !== undefined) return number(value, -1);
    return value ?? (mode === 'selector' ? -1 : mode === 'multiSelector' ? [] : mode === 'region' ? [] : '');
  }

  reset(): void {
    this.options.value = this.atFirst;
  }
}

const fill = (view: PickerView, { columns, picked }: Wheels): void => {
  const made = columns.map((texts) => {
    const column = new PickerColumn();
    column.append(...texts.map((label) => {
      const item = make('div', 'wx-picker__item');
      item.textContent = label;
      return item;
    }));
    return column;
  });
  view.replaceChildren(...made);
  view.set('value', picked);
};

