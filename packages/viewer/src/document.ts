// A document: PDF as pages, docx as pages, xlsx as tables, text as text, any other as a card that says what it is.

import { card, element } from './element.ts';
import { frame, type Frame } from './frame.ts';
import type { Document } from './request.ts';
import { language, words } from './words.ts';
import { unpackedSize } from './zip.ts';

const TEXT = new Set(['txt', 'text', 'md', 'csv', 'tsv', 'log', 'json', 'xml', 'yaml', 'yml', 'ini', 'toml']);
/** Of a longer text only the beginning is shown, in bytes. */
const LONGEST_TEXT = 2 * 1024 * 1024;
/** A larger file is not even fetched; an Office file is unpacked in memory to many times that. */
const LARGEST = { pdf: 512 * 1024 * 1024, text: 512 * 1024 * 1024, docx: 20 * 1024 * 1024, xlsx: 20 * 1024 * 1024 };
/** What an Office file may become when it is unpacked. */
const LARGEST_UNPACKED = 256 * 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const MEDIA_TYPES: Record<string, Kind> = {
  'application/pdf': 'pdf',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
};

type Kind = keyof typeof LARGEST;

/** Resolves when it is there, or a card says why it is not. */
export const showDocument = async (request: Document): Promise<void> => {
  const around = frame('document', request.name);
  const { main, state, signal } = around;
  const kind = kindOf(request.type);
  if (!kind) return main.append(describe(request, words.notShown));
  if ((request.size ?? 0) > LARGEST[kind]) return main.append(describe(request, words.tooLarge));
  state.value = words.loading;
  try {
    const answer = await fetch(request.url, { signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (bytes.byteLength > LARGEST[kind]) return refuse(around, describe(request, words.tooLarge));
    if ((kind === 'docx' || kind === 'xlsx') && (unpackedSize(bytes) ?? 0) > LARGEST_UNPACKED) {
      return refuse(around, describe(request, words.tooLarge));
    }
    state.value = await draw(kind, around, bytes);
  } catch (error) {
    if (signal.aborted) return;
    console.warn('the document cannot be shown', error);
    refuse(around, describe(request, words.unreadable));
  }
};

const kindOf = (type: string): Kind | undefined => {
  if (type === 'pdf' || type === 'docx' || type === 'xlsx') return type;
  return TEXT.has(type) || type.startsWith('text/') ? 'text' : MEDIA_TYPES[type];
};

/** Resolves with the line of state. Each library is loaded when it is first needed. */
const draw = async (kind: Kind, around: Frame, bytes: ArrayBuffer): Promise<string> => {
  const { main, signal } = around;
  switch (kind) {
    case 'text':
      main.append(...text(bytes));
      return '';
    case 'pdf':
      return words.pages(await (await import('./pdf.ts')).showPages(main, bytes, signal));
    case 'docx':
      await (await import('./docx.ts')).showPaper(around, bytes);
      return '';
    case 'xlsx':
      await (await import('./xlsx.ts')).showSheets(main, bytes, signal);
      return '';
  }
};

const refuse = ({ main, state }: Frame, why: HTMLElement): void => {
  state.value = '';
  main.replaceChildren(why);
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
  return new Intl.NumberFormat(language, style).format(bytes / 1000 ** step);
};
