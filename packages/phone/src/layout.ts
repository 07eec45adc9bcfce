// Whether there is room for phone and panels, and whether the panels are shown.

import { createSignal } from 'solid-js';

import { addressSignal } from './address.ts';

/** Below this the panels lie over the phone. */
const query = window.matchMedia('(max-width: 760px)');
const [isNarrow, setNarrow] = createSignal(query.matches);
query.addEventListener('change', (event) => setNarrow(event.matches));

export { isNarrow };

/** `hide` hides the panels of a wide window, `show` shows those of a narrow one. */
const [choice, setChoice] = addressSignal('panels');

export const panelsAreShown = (): boolean => (isNarrow() ? choice() === 'show' : choice() !== 'hide');

export const togglePanels = (): void => {
  const other = isNarrow() ? 'show' : 'hide';
  setChoice(choice() === other ? '' : other);
};
