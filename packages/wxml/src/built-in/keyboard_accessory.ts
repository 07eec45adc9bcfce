// `<keyboard-accessory>`: a bar that is there while the field around it has the focus (base.css).

import { View } from './plain.ts';

export class KeyboardAccessory extends View {
  constructor() {
    super();
    // A finger on it does not take the focus away.
    this.addEventListener('mousedown', (event) => event.preventDefault());
  }
}
