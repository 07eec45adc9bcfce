// Pictures, by PhotoSwipe: swipe or arrow keys to the next, pinch or double tap to look closer, a tap to leave.

import PhotoSwipe, { type SlideData } from 'photoswipe';

import { element } from './element.ts';
import { frame, style } from './frame.ts';
import { close } from './host.ts';
import type { Images } from './request.ts';
import { words } from './words.ts';

/** So long a click waits for a second one, in milliseconds; as PhotoSwipe's taps do. */
const DOUBLE_CLICK = 300;

/** Resolves when the first picture is there, or has visibly failed. */
export const showPictures = async ({ urls, current }: Images): Promise<void> => {
  const { main, state, signal } = frame('image', words.viewer);
  await style('pictures');
  if (signal.aborted) return;
  const slides: SlideData[] = urls.map(() => ({ html: said(words.loading), type: 'html' }));
  const sizes = urls.map((): Promise<void> | undefined => undefined);
  const gallery = new PhotoSwipe({
    dataSource: slides,
    index: current,
    appendToEl: main,
    loop: false,
    // Opening and closing is the phone's to animate.
    showHideAnimationType: 'none',
    // The title bar stands outside; keys are ours, so that they work wherever the focus is.
    trapFocus: false,
    returnFocus: false,
    escKey: false,
    arrowKeys: false,
    close: false,
    counter: false,
    zoom: false,
    arrowPrevTitle: words.previous,
    arrowNextTitle: words.next,
    bgOpacity: 1,
    tapAction: 'close',
    doubleTapAction: 'zoom',
    bgClickAction: 'close',
    maxZoomLevel: 6,
    secondaryZoomLevel: ({ fit }) => Math.max(1, fit * 2.5),
  });
  // PhotoSwipe wants to know the size of a picture before it loads it.
  const measure = (at: number): Promise<void> => sizes[at] ??= size(urls[at] ?? '').then((size) => {
    if (signal.aborted) return;
    slides[at] = size
      ? { src: urls[at]!, alt: words.picture(at + 1, urls.length), ...size }
      : { html: said(words.noPicture, 'alert'), type: 'html' };
    gallery.refreshSlideContent(at);
  });
  gallery.on('gettingData', ({ index }) => void measure(index));
  gallery.on('change', () => { state.value = `${gallery.currIndex + 1} / ${urls.length}`; });
  gallery.on('close', () => close());
  listenToClicks(gallery);
  signal.addEventListener('abort', () => gallery.destroy());
  window.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') gallery.prev();
    if (key === 'ArrowRight') gallery.next();
    if (key === '+' || key === '=') gallery.zoomTo(gallery.currSlide?.zoomLevels.secondary ?? 1);
    if (key === '-') gallery.zoomTo(gallery.currSlide?.zoomLevels.initial ?? 1);
  }, { signal });
  gallery.init();
  // It says it is a dialog; in here it is all there is.
  gallery.element?.setAttribute('role', 'group');
  gallery.element?.setAttribute('aria-label', words.viewer);
  await measure(current);
};

/** A mouse has no taps: one click leaves, two look closer. */
const listenToClicks = (gallery: PhotoSwipe): void => {
  let waiting = 0;
  gallery.on('imageClickAction', (event) => {
    event.preventDefault();
    if (waiting) {
      clearTimeout(waiting);
      waiting = 0;
      return gallery.currSlide?.toggleZoom({ x: event.point.x ?? 0, y: event.point.y ?? 0 });
    }
    waiting = window.setTimeout(() => {
      waiting = 0;
      gallery.close();
    }, DOUBLE_CLICK);
  });
};

/** The natural size, or nothing when it is no picture. */
const size = (url: string): Promise<{ width: number; height: number } | undefined> => new Promise((done) => {
  const image = element('img', { referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => done(undefined));
  image.addEventListener('load', () => {
    // An SVG may have no size of its own.
    const { naturalWidth: width, naturalHeight: height } = image;
    done(width && height ? { width, height } : { width: innerWidth, height: innerWidth });
  });
  image.src = url;
});

/** PhotoSwipe takes markup; there is none in our own sentences. */
const said = (sentence: string, role = 'status'): string =>
  element('p', { class: 'said', role }, sentence).outerHTML;
