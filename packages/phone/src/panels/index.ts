// The panels, in the order of their tabs. Each is loaded when it is looked at for the first time. Alt and a digit shows
// the one in that place.

import { lazy, type Component } from 'solid-js';

import type { WordKey } from '../words.ts';

export interface PanelEntry {
  /** In the address: `#panel=<id>`. */
  id: string;
  title: WordKey;
  Panel: Component;
}

export const panels: readonly PanelEntry[] = [
  { id: 'bridge', title: 'panelBridge', Panel: lazy(() => import('./Bridge.tsx')) },
  { id: 'messages', title: 'panelMessages', Panel: lazy(() => import('./Messages.tsx')) },
  { id: 'pages', title: 'panelPages', Panel: lazy(() => import('./Pages.tsx')) },
  { id: 'storage', title: 'panelStorage', Panel: lazy(() => import('./Storage.tsx')) },
  { id: 'data', title: 'panelData', Panel: lazy(() => import('./AppData.tsx')) },
  { id: 'console', title: 'panelConsole', Panel: lazy(() => import('./Console.tsx')) },
  { id: 'network', title: 'panelNetwork', Panel: lazy(() => import('./Network.tsx')) },
  { id: 'device', title: 'panelDevice', Panel: lazy(() => import('./Device.tsx')) },
  { id: 'consent', title: 'panelConsent', Panel: lazy(() => import('./Consent.tsx')) },
  { id: 'elements', title: 'panelElements', Panel: lazy(() => import('./Elements.tsx')) },
];

export interface PanelShortcut {
  keys: string;
  title: WordKey;
  panel: string;
}

/** The digit 0 is the tenth. */
export const panelShortcuts: readonly PanelShortcut[] = panels.slice(0, 10).map(({ id, title }, index) => ({
  keys: `Alt+${(index + 1) % 10}`, title, panel: id,
}));
