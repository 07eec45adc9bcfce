// Tells the host the document's title, at first and whenever it changes: single-page applications set it as they go.

import { nameOf, stringify } from './primordials.ts';

export const watchTitle = (post: (message: string) => void): void => {
  const { MutationObserver } = window;
  let known = '';
  const tell = (): void => {
    const title = nameOf(document.title);
    if (title === known) return;
    known = title;
    post(stringify(title));
  };
  document.addEventListener('DOMContentLoaded', () => {
    tell();
    // The head alone: watching a whole document would cost on every change of it.
    if (document.head) new MutationObserver(tell).observe(document.head, { childList: true, subtree: true, characterData: true });
  }, { once: true });
};
