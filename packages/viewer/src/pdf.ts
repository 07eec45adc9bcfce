// The pages of a PDF, drawn when they come near the screen and let go when they are far from it.

import { AbortException, getDocument, GlobalWorkerOptions, RenderingCancelledException, TextLayer, type PDFDocumentProxy } from 'pdfjs-dist';

import { element } from './element.ts';
import { words } from './words.ts';

/** The largest canvas, in pixels: a page may claim any size. */
const MOST_PIXELS = 16 * 1024 * 1024;
/** More pages than that are not laid out. */
const MOST_PAGES = 5000;

GlobalWorkerOptions.workerSrc = '/viewer/pdf.worker.js';

/** Resolves with the number of pages as soon as the first can be drawn. */
export const showPages = async (main: HTMLElement, data: ArrayBuffer, signal: AbortSignal): Promise<number> => {
  const task = getDocument({
    data,
    cMapUrl: '/viewer/cmaps/',
    standardFontDataUrl: '/viewer/standard_fonts/',
    // Would need a rule for scripts that strict pages do not have.
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
  });
  signal.addEventListener('abort', () => void task.destroy());
  const pdf = await task.promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const pages = element('div', { class: 'pages' });
  const drawing = new Map<HTMLElement, Drawing>();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const page = target as HTMLElement;
      // A canvas takes one drawing at a time.
      for (const task of drawing.get(page) ?? []) task.cancel();
      drawing.delete(page);
      if (isIntersecting) void draw(pdf, page, drawing).catch(complain);
      else clear(page);
    }
  }, { root: main, rootMargin: '100% 0px' });
  for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES); number++) {
    const label = words.page(number, pdf.numPages);
    const page = element('section', { 'aria-label': label, 'data-page': `${number}` },
      element('canvas', { role: 'presentation' }), element('div', { class: 'textLayer' }));
    // Until it is known better, a page is like the first.
    page.style.aspectRatio = `${first.width} / ${first.height}`;
    pages.append(page);
    watcher.observe(page);
  }
  pages.style.gridTemplateColumns = `minmax(0, ${Math.ceil(first.width * 1.5)}px)`;
  signal.addEventListener('abort', () => watcher.disconnect());
  main.append(pages);
  return pdf.numPages;
};

/** What is going on for a page. */
type Drawing = { cancel(): void }[];

const clear = (page: HTMLElement): void => {
  const canvas = page.querySelector('canvas');
  if (canvas) canvas.width = 0;
  page.querySelector('.textLayer')?.replaceChildren();
};

const complain = (error: unknown): void => {
  if (error instanceof RenderingCancelledException || error instanceof AbortException) return;
  console.warn('a page cannot be drawn', error);
};

const draw = async (pdf: PDFDocumentProxy, place: HTMLElement, drawing: Map<HTMLElement, Drawing>): Promise<void> => {
  const page = await pdf.getPage(Number(place.dataset.page));
  const canvas = place.querySelector('canvas')!;
  const plain = page.getViewport({ scale: 1 });
  place.style.aspectRatio = `${plain.width} / ${plain.height}`;
  const scale = place.clientWidth / plain.width;
  const largest = Math.sqrt(MOST_PIXELS / (plain.width * plain.height));
  const viewport = page.getViewport({ scale: Math.min(scale * devicePixelRatio, largest) });
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  const task = page.render({ canvas, viewport });
  // Text that can be selected and read out, over the picture of it.
  const container = place.querySelector<HTMLElement>('.textLayer')!;
  container.replaceChildren();
  // What pdf.js's own viewer calls it; the layer's sizes are multiples of it.
  place.style.setProperty('--total-scale-factor', `${scale}`);
  const text = new TextLayer({ textContentSource: page.streamTextContent(), container, viewport: page.getViewport({ scale }) });
  drawing.set(place, [task, text]);
  await Promise.all([task.promise, text.render()]);
  canvas.dataset.drawn = 'true';
};
