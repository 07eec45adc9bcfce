// A document: PDF as pages, text as text, any other as a card that says what it is.

import { card, element } from './element.ts';
import { frame } from './frame.ts';
import type { Document } from './request.ts';
import { isChinese, words } from './words.ts';

const TEXT = new Set(['txt', 'text', 'md', 'csv', 'tsv', 'log', 'json', 'xml', 'yaml', 'yml', 'ini', 'toml']);
/** Of a longer text only the beginning is shown, in bytes. */
const LONGEST_TEXT = 2 * 1024 * 1024;

export const showDocument = async (request: Document): Promise<void> => {
  const { main, state, signal } = frame('document', request.name);
  const isPdf = request.type === 'pdf' || request.type === 'application/pdf';
  const isText = TEXT.has(request.type) || request.type.startsWith('text/');
  if (!isPdf && !isText) return main.append(describe(request, words.notYet));
  state.value = words.loading;
  try {
    const answer = await fetch(request.url, { signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (isText) {
      main.append(...text(bytes));
      state.value = '';
    } else {
      const { showPages } = await import('./pdf.ts');
      state.value = words.pages(await showPages(main, bytes, signal));
    }
  } catch (error) {
    if (signal.aborted) return;
    console.warn('the document cannot be shown', error);
    state.value = '';
    main.replaceChildren(describe(request, words.unreadable));
  }
};

const text = (bytes: ArrayBuffer): HTMLElement[] => {
  // As text whatever is in it: markup stays visible and does nothing.
  const shown = element('pre', {}, new TextDecoder().decode(bytes.slice(0, LONGEST_TEXT)));
  return bytes.byteLength > LONGEST_TEXT ? [shown, element('p', { class: 'quiet' }, words.cut)] : [shown];
};

const describe = ({ name, type, size }: Document, line: string): HTMLElement =>
  card(name, line, [
    [words.type, type.toUpperCase() || words.unknown],
    [words.size, size === undefined ? words.unknown : inUnits(size)],
  ]);

const inUnits = (bytes: number): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0, units.length - 1);
  const style = { style: 'unit', unit: units[step]!, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(isChinese ? 'zh-CN' : 'en', style).format(bytes / 1000 ** step);
};
