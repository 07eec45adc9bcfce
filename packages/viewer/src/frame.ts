// What every kind has around it: a title, a line of state, and the way out.

import { button, element } from './element.ts';
import { words } from './words.ts';

interface Bridge { invoke(name: string, args: object): void }

/** Asks the host to close the viewer; the host knows by its origin that the viewer is asking. */
export const close = (): void =>
  (window as unknown as { WeixinJSBridge?: Bridge }).WeixinJSBridge?.invoke('closeViewer', {});

export interface Frame {
  main: HTMLElement;
  /** Read out when it changes. */
  state: HTMLOutputElement;
  /** Gone with this frame: what listens to the window stops with it. */
  signal: AbortSignal;
}

let current = new AbortController();

export const frame = (kind: string, title: string): Frame => {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  document.documentElement.lang = navigator.language;
  document.title = title;
  document.body.className = kind;
  const state = element('output', { 'aria-live': 'polite' });
  const main = element('main', { tabindex: '0', 'aria-label': title });
  const out = button('✕', words.close, close);
  document.body.replaceChildren(element('header', {}, element('h1', {}, title), state, out), main);
  window.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); }, { signal });
  main.focus();
  return { main, state, signal };
};
