// The keyboard that a phone would show while a field has the focus. None is drawn: the person types on one of their own. What
// the program is told of it is what a phone of this size tells, so that a program which makes room for it does.

import { Told } from './operations.ts';
import { post } from './post.ts';

/** Of the screen's shorter or longer side, with the bar of suggestions (assumed, from phones of several sizes). */
const PART = { portrait: 0.39, landscape: 0.53 };
/** How long it takes to come and go, in seconds (assumed). */
const DURATION = 0.25;

/** Who is told beside the program's own listeners. */
export interface Typed extends HTMLElement {
  tellKeyboard(detail: { height: number; duration: number }): void;
}

let holder: Typed | null = null;

export const height = (): number => Math.round(screen.height * (screen.height > screen.width ? PART.portrait : PART.landscape));

export const raise = (field: Typed): void => {
  holder = field;
  tell(field, height());
};

/** From one field to the next it stays. */
export const lower = (field: Typed): void => {
  setTimeout(() => {
    if (holder !== field) return;
    holder = null;
    tell(field, 0);
  });
};

const tell = (field: Typed, height: number): void => {
  field.tellKeyboard({ height, duration: DURATION });
  post([Told.Keyboard, height]);
};
