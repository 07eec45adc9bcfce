// What every kind has around it: a title, a line of state, and the way out.

import { button, element } from './element.ts';
import { close } from './host.ts';
import { language, words } from './words.ts';

export interface Frame {
  header: HTMLElement;
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
  document.documentElement.lang = language;
  document.title = title;
  document.body.className = kind;
  const state = element('output', { 'aria-live': 'polite' });
  const main = element('main', { tabindex: '0', 'aria-label': title });
  const out = button('✕', words.close, close);
  const header = element('header', {}, out, element('h1', {}, title), state);
  document.body.replaceChildren(header, main);
  window.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); }, { signal });
  // The panel around the position map keeps its own; what else is shown covers all.
  if (kind !== 'pick') main.focus();
  return { header, main, state, signal };
};

const loaded = new Map<string, Promise<void>>();

/** Loads a style sheet of ours that only some kinds need; once. */
export const style = (name: string): Promise<void> => {
  const there = loaded.get(name) ?? new Promise<void>((done) => {
    const link = element('link', { rel: 'stylesheet', href: `/viewer/${name}.css` });
    // Without it, things look wrong but are there.
    for (const event of ['load', 'error']) link.addEventListener(event, () => done());
    document.head.append(link);
  });
  loaded.set(name, there);
  return there;
};
