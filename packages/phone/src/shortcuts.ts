// The keyboard shortcuts of the page around the phone, and the list of them. They hold while no text is being typed:
// keys that are pressed in the phone's page belong to that page.

import { createSignal, onCleanup } from 'solid-js';

import type { WordKey } from './words.ts';

export interface Shortcut {
  /** As in `KeyboardEvent.key`; `Alt+` in front where it is held. */
  keys: string;
  title: WordKey;
  run: () => void;
}

const [shortcuts, setShortcuts] = createSignal<readonly Shortcut[]>([]);
export { shortcuts };

/** Adds some for as long as the component is there. */
export const useShortcuts = (added: readonly Shortcut[]): void => {
  setShortcuts((before) => [...before, ...added]);
  onCleanup(() => setShortcuts((before) => before.filter((one) => !added.includes(one))));
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])'));

/** Called once, at the start. */
export const listenForShortcuts = (): void => {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!event.altKey && isTyping(event.target)) return;
    const pressed = `${event.altKey ? 'Alt+' : ''}${event.altKey ? event.code.replace(/^(Key|Digit)/, '') : event.key}`;
    const found = shortcuts().find(({ keys }) => keys === pressed);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
};
