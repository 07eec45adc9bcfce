// `<root-portal>`: its children are out of everything around them. They stay where they are in the tree; the browser draws them
// in its top layer.

import { BuiltIn, isOn } from './element.ts';
import { keep } from './plain.ts';

export class RootPortal extends BuiltIn {
  private isEnabled = true;

  connectedCallback(): void {
    this.show();
  }

  set(name: string, value: unknown): void {
    if (name !== 'enable') return keep(this, name, value);
    this.isEnabled = isOn(value ?? true);
    if (this.isConnected) this.show();
  }

  private show(): void {
    this.popover = this.isEnabled ? 'manual' : null;
    if (this.isEnabled && !this.matches(':popover-open')) this.showPopover();
  }
}
