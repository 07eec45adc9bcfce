// Stands for a built-in that cannot be here: its name in a box, so that the page keeps its shape, and one line that
// says so.

import { BuiltIn } from './element.ts';

/** What needs a phone, an account with somebody, or a renderer of its own. */
export const MISSING = [
  'ad', 'ad-custom', 'channel-live', 'channel-video', 'functional-page-navigator', 'live-player', 'live-pusher',
  'official-account', 'open-data', 'snapshot', 'store-home', 'voip-room', 'xr-frame',
];

const told = new Set<string>();

export class Missing extends BuiltIn {
  constructor() {
    super();
    const name = this.localName.slice(3);
    const label = document.createElement('span');
    label.textContent = `<${name}>`;
    label.style.cssText = 'font: 12px monospace; color: #888; padding: 4px; pointer-events: none';
    this.attachShadow({ mode: 'open' }).append(label, document.createElement('slot'));
    if (told.has(name)) return;
    told.add(name);
    console.warn(`<${name}> cannot be shown here: a box stands in its place`);
  }

  set(): void {}
}
