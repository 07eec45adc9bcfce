// Whether this page is the phone that somebody holds: the one that was touched last. Several may show one phone, and
// only one of them may say where it is.

import { createSignal } from 'solid-js';

const [isHeld, setHeld] = createSignal(true);

export { isHeld };

/** Somebody has touched this one. */
export const touched = (): void => void setHeld(true);

/** Another one has spoken. */
export const yieldToOther = (): void => void setHeld(false);
