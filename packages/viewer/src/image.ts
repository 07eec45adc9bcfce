// Pictures, one at a time: swipe or arrow keys to the next, a double tap to look closer.

import { button, element } from './element.ts';
import { frame } from './frame.ts';
import type { Images } from './request.ts';
import { words } from './words.ts';

/** So far a finger moves before it is a swipe, in pixels. */
const SWIPE = 48;

export const showImages = ({ urls, current }: Images): void => {
  const { main, state, signal } = frame('image', words.viewer);
  const figure = element('figure', { class: 'picture' });
  main.append(figure);
  let at = current;

  const show = (): void => {
    const label = words.picture(at + 1, urls.length);
    const image = element('img', { alt: label, draggable: 'false', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.replaceWith(element('p', { role: 'alert' }, words.noPicture)));
    image.src = urls[at]!;
    figure.classList.remove('zoomed');
    figure.replaceChildren(image);
    state.value = `${at + 1} / ${urls.length}`;
    back.disabled = at === 0;
    forth.disabled = at === urls.length - 1;
  };
  const step = (by: number): void => {
    const next = at + by;
    if (next < 0 || next >= urls.length) return;
    at = next;
    show();
  };
  const zoom = (): void => void figure.classList.toggle('zoomed');

  const back = button('‹', words.previous, () => step(-1));
  const forth = button('›', words.next, () => step(1));
  const several = urls.length > 1;
  const controls = element('footer', {}, several ? back : undefined, button('⤢', words.zoom, zoom), several ? forth : undefined);
  document.body.append(controls);

  figure.addEventListener('dblclick', zoom);
  listenToSwipes(figure, step);
  window.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') step(-1);
    if (key === 'ArrowRight') step(1);
    if (key === '+' || key === '-') figure.classList.toggle('zoomed', key === '+');
  }, { signal });
  show();
};

const listenToSwipes = (figure: HTMLElement, step: (by: number) => void): void => {
  let from: Touch | undefined;
  figure.addEventListener('touchstart', ({ touches }) => {
    // Two fingers pinch, and a picture that is larger than the screen is moved, not turned.
    from = touches.length === 1 && !figure.classList.contains('zoomed') ? touches[0] : undefined;
  }, { passive: true });
  figure.addEventListener('touchend', ({ changedTouches }) => {
    const to = changedTouches[0];
    if (!from || !to) return;
    const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(down)) step(across < 0 ? 1 : -1);
  });
};
