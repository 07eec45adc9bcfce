// `<text>`: line breaks are kept; what `space` and `decode` make of its characters.

import { BuiltIn, isOn, text } from './element.ts';
import { keep } from './plain.ts';
import { decode, SPACES } from './rich_text.ts';

/** What the program has written, of those that show something else. */
const written = new WeakMap<Text, string>();

export class TextElement extends BuiltIn {
  private space = '';
  private decodes = false;

  set(name: string, value: unknown): void {
    // Both names are in use for the same thing; without it, text on a phone cannot be selected.
    if (name === 'selectable' || name === 'user-select') return void this.toggleAttribute('selectable', isOn(value));
    if (name === 'space') this.space = SPACES[text(value)] ?? '';
    else if (name === 'decode') this.decodes = isOn(value);
    else return keep(this, name, value);
    for (const child of this.childNodes) if (child instanceof Text) this.show(child);
  }

  /** A text in it is new, or another. */
  write(node: Text): void {
    written.delete(node);
    if (this.space || this.decodes) this.show(node);
  }

  private show(node: Text): void {
    let shown = written.get(node) ?? node.data;
    written.set(node, shown);
    if (this.decodes) shown = decode(shown);
    if (this.space) shown = shown.replaceAll(' ', this.space);
    node.data = shown;
  }
}
