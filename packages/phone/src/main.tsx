// Where the page begins.

import { createRoot } from 'solid-js';
import { render } from 'solid-js/web';

import './app.css';
import { App } from './App.tsx';
import { host } from './host.ts';
import { feedNetwork } from './sensors/network.ts';
import { feedPosition } from './sensors/position.ts';
import { listenForShortcuts } from './shortcuts.ts';
import './store.ts';
import { applyTheme } from './theme.ts';
import { applyLanguage } from './words.ts';

createRoot(() => {
  applyTheme();
  applyLanguage();
  feedPosition();
  feedNetwork();
});
listenForShortcuts();
host.connect();
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) host.retryNow();
});
render(() => <App />, document.body);
