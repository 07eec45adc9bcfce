// Draws the pictures of pages as they come. Only the newest is drawn: one that comes while another is being decoded
// waits, and pushes out the one that waited before. Each is acknowledged, so that the next one comes.

import type { PageId } from '../generated/protocol.ts';
import { host, type Picture } from '../host.ts';

interface Surface {
  canvas: HTMLCanvasElement;
  onFirst: () => void;
  drawn: boolean;
}

const surfaces = new Map<PageId, Surface>();
const waiting = new Map<PageId, Picture>();
const decoding = new Set<PageId>();

/** Has a page's pictures drawn on a canvas until what comes back is called. */
export const drawOn = (page: PageId, canvas: HTMLCanvasElement, onFirst: () => void): (() => void) => {
  const surface = { canvas, onFirst, drawn: false };
  surfaces.set(page, surface);
  void next(page);
  return () => {
    if (surfaces.get(page) === surface) surfaces.delete(page);
  };
};

const paint = ({ canvas }: Surface, bitmap: ImageBitmap): void => {
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
  }
  canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
};

const next = async (page: PageId): Promise<void> => {
  const picture = waiting.get(page);
  const surface = surfaces.get(page);
  if (!picture || !surface || decoding.has(page)) return;
  waiting.delete(page);
  decoding.add(page);
  try {
    const bitmap = await createImageBitmap(picture.jpeg);
    paint(surface, bitmap);
    bitmap.close();
    // For tests, and for those who look at the page's own timing.
    surface.canvas.dataset.pictures = String(Number(surface.canvas.dataset.pictures ?? 0) + 1);
    if (!surface.drawn) {
      surface.drawn = true;
      surface.onFirst();
    }
  } catch (error) {
    console.warn('a picture could not be drawn:', error);
  } finally {
    decoding.delete(page);
    host.shown(page);
  }
  void next(page);
};

host.onPicture((picture) => {
  // The one that is pushed out counts as seen, or the host would wait for it.
  if (waiting.has(picture.page)) host.shown(picture.page);
  waiting.set(picture.page, picture);
  void next(picture.page);
});

/** Those of pages that are gone. */
export const forget = (page: PageId): void => {
  waiting.delete(page);
};
