// Keys, input methods and the clipboard, taken by a text field that nobody sees and handed to the page. The field
// stays empty but for one character, so that a telephone's keyboard has something to delete.

import type { Input } from '../generated/protocol.ts';

export interface KeyboardHooks {
  send: (input: Input) => void;
  /** What is selected in the page. */
  selection: () => Promise<string>;
  /** The keyboard is let go: Escape was pressed twice, and Tab leaves the page. */
  onRelease: (released: boolean) => void;
}

const SENTINEL = ' ';

const modifiersOf = (event: KeyboardEvent): number =>
  (event.altKey ? 1 : 0) | (event.ctrlKey ? 2 : 0) | (event.metaKey ? 4 : 0) | (event.shiftKey ? 8 : 0);

/** What a key types: AltGr is Ctrl and Alt on Windows, and types. */
const textOf = (event: KeyboardEvent): string => {
  if (event.key === 'Enter') return '\r';
  const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  return event.key.length === 1 && !isCommand ? event.key : '';
};

/** What an input method still works on is not ours to send as keys. */
const isComposing = (event: KeyboardEvent): boolean =>
  event.isComposing ||
  event.keyCode === 229 ||
  event.key === 'Process' ||
  event.key === 'Unidentified' ||
  event.key === 'Dead';

/** These become `copy`, `cut` and `paste` events of the field. */
const isClipboardKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && ['c', 'x', 'v'].includes(event.key.toLowerCase());

export class Keyboard {
  readonly #field: HTMLTextAreaElement;
  readonly #hooks: KeyboardHooks;
  #escapes = 0;
  #isComposing = false;

  constructor(field: HTMLTextAreaElement, hooks: KeyboardHooks) {
    this.#field = field;
    this.#hooks = hooks;
    this.#reset();
    field.addEventListener('keydown', (event) => this.#key(event, true));
    field.addEventListener('keyup', (event) => this.#key(event, false));
    field.addEventListener('beforeinput', (event) => this.#beforeInput(event));
    field.addEventListener('input', () => {
      if (!this.#isComposing) this.#reset();
    });
    field.addEventListener('compositionstart', () => void (this.#isComposing = true));
    field.addEventListener('compositionupdate', ({ data }) => this.#compose(data));
    field.addEventListener('compositionend', ({ data }) => this.#composed(data));
    field.addEventListener('paste', (event) => this.#paste(event));
    field.addEventListener('copy', (event) => void this.#copy(event, false));
    field.addEventListener('cut', (event) => void this.#copy(event, true));
    field.addEventListener('blur', () => this.#release(0));
  }

  #key(event: KeyboardEvent, down: boolean): void {
    if (isComposing(event) || isClipboardKey(event)) return;
    if (event.key === 'Tab' && this.#escapes >= 2) return;
    event.preventDefault();
    event.stopPropagation();
    if (down) this.#release(event.key === 'Escape' ? this.#escapes + 1 : event.key === 'Shift' ? this.#escapes : 0);
    const text = down ? textOf(event) : '';
    this.#hooks.send({
      kind: 'key',
      down,
      key: event.key,
      code: event.code,
      keyCode: event.keyCode,
      ...(text ? { text } : {}),
      modifiers: modifiersOf(event),
      repeat: event.repeat,
    });
  }

  #release(escapes: number): void {
    if (escapes >= 2 !== this.#escapes >= 2) this.#hooks.onRelease(escapes >= 2);
    this.#escapes = escapes;
  }

  /** What a telephone's keyboard does without keys. */
  #beforeInput(event: InputEvent): void {
    if (this.#isComposing || event.inputType === 'insertCompositionText') return;
    event.preventDefault();
    switch (event.inputType) {
      case 'insertLineBreak':
      case 'insertParagraph':
        return this.#press('Enter', 13, '\r');
      case 'deleteContentBackward':
      case 'deleteWordBackward':
        return this.#press('Backspace', 8);
      case 'deleteContentForward':
        return this.#press('Delete', 46);
      default:
        if (event.data) this.#hooks.send({ kind: 'text', text: event.data });
    }
  }

  #press(key: string, keyCode: number, text = ''): void {
    const press = { kind: 'key' as const, key, code: key, keyCode, modifiers: 0, repeat: false };
    this.#hooks.send({ ...press, down: true, ...(text ? { text } : {}) });
    this.#hooks.send({ ...press, down: false });
  }

  #compose(text: string): void {
    this.#hooks.send({ kind: 'composition', text, start: text.length, end: text.length });
  }

  #composed(text: string): void {
    this.#isComposing = false;
    if (text) this.#hooks.send({ kind: 'text', text });
    else this.#compose('');
    this.#reset();
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    const text = event.clipboardData?.getData('text/plain');
    if (text) this.#hooks.send({ kind: 'text', text });
  }

  async #copy(event: ClipboardEvent, cut: boolean): Promise<void> {
    if (this.#isCopying) return;
    event.preventDefault();
    await this.copySelection();
    if (cut) this.#hooks.send({ kind: 'command', name: 'cut' });
  }

  #isCopying = false;

  /** What is selected in the page, into the clipboard of whoever sits here. False: there is nothing. */
  async copySelection(): Promise<boolean> {
    const text = this.#hooks.selection();
    // In one go with the press of the key, because later the browser may no longer allow it.
    if (typeof ClipboardItem !== 'undefined' && navigator.clipboard) {
      const blob = text.then((found) => new Blob([found], { type: 'text/plain' }));
      try {
        await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
        return (await text) !== '';
      } catch {
        // An older browser, or a page that is not secure: the old way.
      }
    }
    const found = await text;
    if (found) this.#copyOldWay(found);
    return found !== '';
  }

  #copyOldWay(text: string): void {
    this.#isCopying = true;
    this.#field.value = text;
    this.#field.select();
    document.execCommand('copy');
    this.#isCopying = false;
    this.#reset();
  }

  #reset(): void {
    this.#field.value = SENTINEL;
    this.#field.setSelectionRange(1, 1);
  }
}
