// `<input>` and `<textarea>`: the browser's own, in an element that is named as in WXML.

import { isOn, make, number, pixels, text, withPixels } from './element.ts';
import { height, lower, raise } from '../keyboard.ts';
import { Field } from './form.ts';
import { keep } from './plain.ts';

type Control = HTMLInputElement | HTMLTextAreaElement;

/** The keyboard that a phone would show. */
const MODES: Record<string, string> = { number: 'numeric', idcard: 'text', digit: 'decimal' };
const COMPOSITION: Record<string, string> = {
  compositionstart: 'keyboardcompositionstart',
  compositionupdate: 'keyboardcompositionupdate',
  compositionend: 'keyboardcompositionend',
};

abstract class TextField extends Field {
  protected readonly hint: HTMLElement;
  private cursor = -1;
  private start = -1;
  private end = -1;
  private holds = false;
  private wantsFocus = false;
  private isComposing = false;
  private atFirst = '';

  constructor(
    protected readonly control: Control,
    private readonly kind: 'input' | 'textarea',
  ) {
    super();
    this.hint = make('div', `${kind}-placeholder`);
    // Both stand in front of each other: an empty field shows the hint through.
    this.append(this.hint, control);
    control.addEventListener('input', (event) => {
      event.stopPropagation();
      this.typed();
    });
    control.addEventListener('change', (event) => event.stopPropagation());
    control.addEventListener('focus', () => this.focused());
    control.addEventListener('blur', () => this.blurred());
    for (const type in COMPOSITION) control.addEventListener(type, (event) => this.composed(event as CompositionEvent));
    this.maxLength(140);
  }

  set(name: string, value: unknown): void {
    switch (name) {
      case 'value':
        return this.show(text(value));
      case 'placeholder':
        this.hint.textContent = text(value);
        return;
      case 'placeholder-style':
        this.hint.style.cssText = withPixels(text(value));
        return;
      case 'placeholder-class':
        this.hint.className = `${this.kind}-placeholder ${text(value)}`;
        return;
      case 'maxlength':
        return this.maxLength(number(value, 140));
      case 'confirm-type':
        return this.control.setAttribute('enterkeyhint', text(value) || 'done');
      case 'confirm-hold':
        this.holds = isOn(value);
        return;
      case 'cursor':
        this.cursor = number(value, -1);
        return this.select();
      case 'selection-start':
        this.start = number(value, -1);
        return this.select();
      case 'selection-end':
        this.end = number(value, -1);
        return this.select();
      case 'cursor-color':
        this.control.style.caretColor = text(value);
        return;
      case 'focus':
      case 'auto-focus':
        return this.setFocus(isOn(value));
      default:
        if (this.common(name, value)) this.control.disabled = this.disabled;
        else keep(this, name, value);
    }
  }

  private maxLength(length: number): void {
    if (length < 0) this.control.removeAttribute('maxlength');
    else this.control.maxLength = length;
  }

  private setFocus(on: boolean): void {
    if (on === this.wantsFocus) return;
    this.wantsFocus = on;
    // The element is not in the page yet while its first attributes are set.
    queueMicrotask(() => (this.wantsFocus ? this.focus() : this.control.blur()));
  }

  override focus(): void {
    this.control.focus();
  }

  protected show(value: string): void {
    if (!this.atFirst) this.atFirst = value;
    const { maxLength } = this.control;
    const shown = maxLength >= 0 ? value.slice(0, maxLength) : value;
    if (this.control.value !== shown) this.control.value = shown;
    this.drawn();
  }

  /** What depends on the text. */
  protected drawn(): void {
    this.hint.hidden = this.control.value !== '' || this.isComposing;
  }

  private get caret(): number {
    return this.control.selectionEnd ?? this.control.value.length;
  }

  private typed(): void {
    this.drawn();
    this.changed('value', this.control.value);
    this.tell('input', { value: this.control.value, cursor: this.caret, keyCode: 0 });
  }

  private composed({ type, data }: CompositionEvent): void {
    this.isComposing = type !== 'compositionend';
    this.drawn();
    this.tell(COMPOSITION[type]!, { data });
  }

  private select(): void {
    if (document.activeElement !== this.control) return;
    if (this.start >= 0 && this.end >= 0) this.control.setSelectionRange(this.start, this.end);
    else if (this.cursor >= 0) this.control.setSelectionRange(this.cursor, this.cursor);
  }

  private focused(): void {
    this.wantsFocus = true;
    this.select();
    raise(this);
    this.tell('focus', { value: this.control.value, height: height() });
  }

  private blurred(): void {
    this.wantsFocus = false;
    this.changed('focus', false);
    this.tell('blur', { value: this.control.value, cursor: this.caret });
    lower(this);
  }

  tellKeyboard(detail: { height: number; duration: number }): void {
    this.tell('keyboardheightchange', detail);
  }

  /** What the program's handler of `input` returned. */
  private put(value: unknown, cursor: unknown): void {
    const caret = this.caret;
    this.show(text(value));
    this.changed('value', this.control.value);
    if (document.activeElement === this.control) this.control.setSelectionRange(number(cursor, caret), number(cursor, caret));
  }

  protected confirm(): void {
    this.tell('confirm', { value: this.control.value });
    if (!this.holds) this.control.blur();
  }

  override tapped(): boolean {
    if (!this.disabled) this.focus();
    return true;
  }

  override act(method: string, args: unknown[]): unknown {
    if (method === 'put') this.put(args[0], args[1]);
    else if (method === 'input') this.type(text(args[0]));
    else return super.act(method, args);
    return {};
  }

  /** Text that a program types in a person's place. */
  private type(value: string): void {
    this.control.value = value;
    this.typed();
  }

  override property(name: string): unknown {
    return name === 'value' ? this.control.value : undefined;
  }

  get formValue(): string {
    return this.control.value;
  }

  reset(): void {
    this.control.value = this.atFirst;
    this.drawn();
  }
}

export class Input extends TextField {
  private isPassword = false;
  private kindOfText = 'text';

  constructor() {
    const control = document.createElement('input');
    super(control, 'input');
    control.type = 'text';
    control.autocomplete = 'off';
    control.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) this.confirm();
    });
  }

  override set(name: string, value: unknown): void {
    if (name === 'password') this.isPassword = isOn(value);
    else if (name === 'type') this.kindOfText = text(value) || 'text';
    else return super.set(name, value);
    this.control.setAttribute('type', this.isPassword || this.kindOfText === 'safe-password' ? 'password' : 'text');
    this.control.inputMode = MODES[this.kindOfText] ?? 'text';
  }
}

export class Textarea extends TextField {
  private lines = 0;
  private confirms = false;

  constructor() {
    const control = document.createElement('textarea');
    super(control, 'textarea');
    control.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || !this.confirms) return;
      event.preventDefault();
      this.confirm();
    });
    // Its width can change without its text.
    new ResizeObserver(() => this.drawn()).observe(control);
  }

  override set(name: string, value: unknown): void {
    if (name === 'auto-height') this.toggleAttribute('auto-height', isOn(value));
    else if (name === 'fixed') this.toggleAttribute('fixed', isOn(value));
    else {
      // `return` makes a new line, anything else ends the input.
      if (name === 'confirm-type') this.confirms = Boolean(value) && value !== 'return';
      return super.set(name, value);
    }
    this.drawn();
  }

  protected override drawn(): void {
    super.drawn();
    const { control } = this;
    if (!this.isConnected) return void queueMicrotask(() => this.isConnected && this.drawn());
    const style = getComputedStyle(control);
    const lineHeight = pixels(style.lineHeight) || pixels(style.fontSize) * 1.2;
    const before = control.style.height;
    control.style.height = '0';
    const height = control.scrollHeight;
    control.style.height = this.hasAttribute('auto-height') ? `${Math.max(height, lineHeight)}px` : before;
    const lines = Math.max(1, Math.round(height / lineHeight));
    if (lines === this.lines) return;
    this.lines = lines;
    this.tell('linechange', { height, heightRpx: (height * 750) / innerWidth, lineCount: lines, lineHeight });
  }
}
