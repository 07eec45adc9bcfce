// The page: the phone at the left, the panels at the right, a splitter between them. Where there is no room for both
// (on a telephone) the phone has all of it, and a button shows the panels.

import { Show } from 'solid-js';

import { Help } from './Help.tsx';
import { isNarrow, panelsAreShown } from './layout.ts';
import { Panels } from './Panels.tsx';
import { Phone } from './phone/Phone.tsx';
import { Splitter } from './Splitter.tsx';
import { words } from './words.ts';

export function App() {
  return (
    <div class="app" classList={{ narrow: isNarrow(), 'with-panels': panelsAreShown() }}>
      <main class="stage" aria-label={words().phone}>
        <Phone />
      </main>
      <Show when={panelsAreShown()}>
        <Show when={!isNarrow()}>
          <Splitter />
        </Show>
        <Panels />
      </Show>
      <Help />
    </div>
  );
}
