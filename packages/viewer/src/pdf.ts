// The pages of a PDF, drawn when they come near the screen and let go when they are far from it.

import { getDocument, GlobalWorkerOptions, RenderingCancelledException, type PDFDocumentProxy, type RenderTask } from 'pdfjs-dist';

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
  const drawing = new Map<HTMLCanvasElement, RenderTask>();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const canvas = target as HTMLCanvasElement;
      // A canvas takes one drawing at a time.
      drawing.get(canvas)?.cancel();
      drawing.delete(canvas);
      if (isIntersecting) void draw(pdf, canvas, drawing).catch(complain);
      else canvas.width = 0;
    }
  }, { root: main, rootMargin: '100% 0px' });
  for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES); number++) {
    const label = words.page(number, pdf.numPages);
    const canvas = element('canvas', { role: 'img', 'aria-label': label, 'data-page': `${number}` });
    // Until it is known better, a page is like the first.
    canvas.style.aspectRatio = `${first.width} / ${first.height}`;
    pages.append(canvas);
    watcher.observe(canvas);
  }
  pages.style.gridTemplateColumns = `minmax(0, ${Math.ceil(first.width * 1.5)}px)`;
  signal.addEventListener('abort', () => watcher.disconnect());
  main.append(pages);
  return pdf.numPages;
};

const complain = (error: unknown): void => {
  if (!(error instanceof RenderingCancelledException)) console.warn('a page cannot be drawn', error);
};

const draw = async (
  pdf: PDFDocumentProxy,
  canvas: HTMLCanvasElement,
  drawing: Map<HTMLCanvasElement, RenderTask>,
): Promise<void> => {
  const page = await pdf.getPage(Number(canvas.dataset.page));
  const plain = page.getViewport({ scale: 1 });
  canvas.style.aspectRatio = `${plain.width} / ${plain.height}`;
  const wanted = (canvas.clientWidth / plain.width) * devicePixelRatio;
  const largest = Math.sqrt(MOST_PIXELS / (plain.width * plain.height));
  const viewport = page.getViewport({ scale: Math.min(wanted, largest) });
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  const task = page.render({ canvas, viewport });
  drawing.set(canvas, task);
  await task.promise;
  canvas.dataset.drawn = 'true';
};
