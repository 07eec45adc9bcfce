// The panels, in the order of their tabs. Each is loaded when it is looked at for the first time.

import { lazy, type Component } from 'solid-js';

import type { WordKey } from '../words.ts';

export interface PanelEntry {
  /** In the address: `#panel=<id>`. */
  id: string;
  title: WordKey;
  Panel: Component;
}

export const panels: readonly PanelEntry[] = [
  { id: 'calls', title: 'panelCalls', Panel: lazy(() => import('./Calls.tsx')) },
];
