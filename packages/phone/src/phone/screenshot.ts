// The page on top as a PNG file, as large as its picture is.

import { topPage } from '../store.ts';

const canvasOf = (page: number): HTMLCanvasElement | null =>
  document.querySelector(`.page-layer[data-page="${page}"] .page-canvas`);

export const saveScreenshot = async (): Promise<void> => {
  const page = topPage();
  const canvas = page && canvasOf(page.page);
  if (!canvas || canvas.width === 0) return;
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!picture) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = `${page.title.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'page'}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
