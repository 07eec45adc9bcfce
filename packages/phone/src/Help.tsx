// The list of keyboard shortcuts, and how the keyboard gets into the phone and out of it.

import { createEffect, createSignal, For, Show } from 'solid-js';

import { shortcuts, useShortcuts } from './shortcuts.ts';
import { words } from './words.ts';

const [isOpen, setOpen] = createSignal(false);
export const showHelp = (): void => void setOpen(true);

export function Help() {
  useShortcuts([{ keys: '?', title: 'shortcutHelp', run: () => setOpen(true) }]);
  return (
    <Show when={isOpen()}>
      <HelpDialog />
    </Show>
  );
}

function HelpDialog() {
  let dialog!: HTMLDialogElement;
  createEffect(() => dialog.showModal());
  return (
    <dialog ref={dialog} class="card-dialog" aria-labelledby="help-title" onClose={() => setOpen(false)}>
      <h2 id="help-title">{words().keyboard}</h2>
      <table class="keys">
        <tbody>
          <For each={shortcuts()}>
            {({ keys, title }) => (
              <tr>
                <td><For each={keys.split('+')}>{(key) => <kbd>{key}</kbd>}</For></td>
                <td>{words()[title]}</td>
              </tr>
            )}
          </For>
          <tr><td><kbd>Esc</kbd><kbd>Esc</kbd><kbd>Tab</kbd></td><td>{words().keyLeave}</td></tr>
          <tr><td><kbd>←</kbd><kbd>→</kbd></td><td>{words().keyTabs}</td></tr>
        </tbody>
      </table>
      <p class="quiet">{words().keysInPhone}</p>
      <form method="dialog"><button class="button primary">{words().close}</button></form>
    </dialog>
  );
}
