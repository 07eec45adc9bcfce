// The page: the phone at the left, the panels at the right, a splitter between them. Where there is no room for both (on
// a telephone) the phone has all of it, and a button shows the panels.

import { createSignal, Show } from 'solid-js';

import { addressSignal } from './address.ts';
import { Panels } from './Panels.tsx';
import { Phone } from './phone/Phone.tsx';
import { Splitter } from './Splitter.tsx';
import { words } from './words.ts';

/** Below this the panels lie over the phone. */
const NARROW = '(max-width: 760px)';

const query = window.matchMedia(NARROW);
const [isNarrow, setNarrow] = createSignal(query.matches);
query.addEventListener('change', (event) => setNarrow(event.matches));

export { isNarrow };

/** `hide` hides the panels of a wide window, `show` shows those of a narrow one. */
const [panelsChoice, setPanelsChoice] = addressSignal('panels');

export const panelsAreShown = (): boolean => (isNarrow() ? panelsChoice() === 'show' : panelsChoice() !== 'hide');

export const togglePanels = (): void => {
  if (panelsAreShown()) setPanelsChoice(isNarrow() ? '' : 'hide');
  else setPanelsChoice(isNarrow() ? 'show' : '');
};

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
    </div>
  );
}
