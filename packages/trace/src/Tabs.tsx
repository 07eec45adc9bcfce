// The panels, one of which is in sight.

import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import { Console } from './panels/Console.tsx';
import { Details } from './panels/Details.tsx';
import { Network } from './panels/Network.tsx';
import { Source } from './panels/Source.tsx';
import { Stack } from './panels/Stack.tsx';
import { Storage } from './panels/Storage.tsx';
import { About } from './panels/About.tsx';
import type { View } from './view.ts';
import { words } from './words.ts';

const PANELS = { details: Details, console: Console, network: Network, storage: Storage, stack: Stack, source: Source, trace: About };
type Name = keyof typeof PANELS;
const NAMES = Object.keys(PANELS) as Name[];

export const Tabs = (props: { view: View }): JSX.Element => {
  const id = createUniqueId();
  const [open, setOpen] = createSignal<Name>('details');
  const press = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    setOpen(NAMES[(NAMES.indexOf(open()) + move + NAMES.length) % NAMES.length]!);
    document.getElementById(`${id}-${open()}`)?.focus();
  };
  return (
    <section class="panels">
      <div class="tabs" role="tablist" onKeyDown={press}>
        <For each={NAMES}>
          {(name) => (
            <button
              type="button"
              role="tab"
              id={`${id}-${name}`}
              aria-selected={open() === name}
              aria-controls={`${id}-panel`}
              tabindex={open() === name ? 0 : -1}
              onClick={() => setOpen(name)}
            >
              {words().tabs[name]}
            </button>
          )}
        </For>
      </div>
      <div class="panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open()}`} tabindex="0">
        <Dynamic component={PANELS[open()]} view={props.view} />
      </div>
    </section>
  );
};
