// Where the page begins.

import { createRoot } from 'solid-js';
import { render } from 'solid-js/web';

import './app.css';
import { App } from './App.tsx';
import { host } from './host.ts';
import './store.ts';
import { applyTheme } from './theme.ts';
import { applyLanguage } from './words.ts';

createRoot(() => {
  applyTheme();
  applyLanguage();
});
host.connect();
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) host.retryNow();
});
render(() => <App />, document.body);
