// The sheets of an xlsx as tables, one tab each. The file is read in a worker: a large one must not hold up the page,
// and one that never ends is given up.

import { element } from './element.ts';
import type { Cell, Read, Sheet } from './xlsx.worker.ts';
import { language, words } from './words.ts';

/** How long reading may take, in milliseconds. */
const LIMIT = 30_000;

export const showSheets = async (main: HTMLElement, bytes: ArrayBuffer, signal: AbortSignal): Promise<void> => {
  const sheets = await read(bytes, signal);
  const panel = element('div', { class: 'sheet', role: 'tabpanel', id: 'sheet', tabindex: '0' });
  const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': words.sheets });
  const buttons = sheets.map((sheet, at) => {
    const tab = element('button', { type: 'button', role: 'tab', id: `tab-${at}`, 'aria-controls': 'sheet' }, sheet.name);
    tab.addEventListener('click', () => select(at));
    return tab;
  });
  const select = (at: number): void => {
    for (const [index, tab] of buttons.entries()) {
      tab.ariaSelected = `${index === at}`;
      tab.tabIndex = index === at ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', `tab-${at}`);
    panel.replaceChildren(...table(sheets[at]!));
    panel.scrollTo(0, 0);
  };
  tabs.addEventListener('keydown', ({ key }) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (by === undefined) return;
    const at = (buttons.indexOf(document.activeElement as HTMLButtonElement) + by + buttons.length) % buttons.length;
    select(at);
    buttons[at]?.focus();
  });
  tabs.append(...buttons);
  main.append(panel, tabs);
  select(0);
};

const read = (bytes: ArrayBuffer, signal: AbortSignal): Promise<Sheet[]> => new Promise<Sheet[]>((done, failed) => {
  const worker = new Worker('/viewer/xlsx.worker.js', { type: 'module' });
  const end = (act: () => void) => (): void => {
    clearTimeout(timer);
    worker.terminate();
    act();
  };
  const timer = setTimeout(end(() => failed(new Error(`not read within ${LIMIT / 1000} s`))), LIMIT);
  signal.addEventListener('abort', end(() => failed(signal.reason)));
  worker.addEventListener('error', (event) => end(() => failed(new Error(event.message)))());
  worker.addEventListener('message', ({ data }: MessageEvent<Read>) => end(() => {
    if ('error' in data) failed(new Error(data.error));
    else done(data.sheets);
  })());
  worker.postMessage(bytes, [bytes]);
});

const table = ({ rows, rowCount, columnCount, name }: Sheet): HTMLElement[] => {
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return [element('p', { class: 'quiet note' }, words.emptySheet)];
  const letters = Array.from({ length: width }, (_, at) => element('th', { scope: 'col' }, letter(at)));
  const lines = rows.map((row, at) => element('tr', {},
    element('th', { scope: 'row' }, `${at + 1}`),
    ...Array.from({ length: width }, (_, column) => cell(row[column] ?? null))));
  const notes = [
    rows.length < rowCount ? words.rows(rows.length, rowCount) : '',
    width < columnCount ? words.columns(width, columnCount) : '',
  ].filter(Boolean);
  return [
    element('table', { 'aria-label': name }, element('thead', {}, element('tr', {}, element('td'), ...letters)), element('tbody', {}, ...lines)),
    ...notes.map((note) => element('p', { class: 'quiet note' }, note)),
  ];
};

const cell = (value: Cell): HTMLElement => {
  if (typeof value === 'number') return element('td', { class: 'number' }, value.toLocaleString(language, { maximumFractionDigits: 10 }));
  if (value instanceof Date) return element('td', { class: 'number' }, date(value));
  return element('td', {}, typeof value === 'boolean' ? `${value}`.toUpperCase() : value ?? undefined);
};

/** A spreadsheet's dates have no time zone; the library gives them in UTC. */
const date = (value: Date): string => {
  const isDay = value.getTime() % 86_400_000 === 0;
  return value.toLocaleString(language, { timeZone: 'UTC', dateStyle: 'medium', ...(isDay ? {} : { timeStyle: 'short' }) });
};

/** A, B … Z, AA … */
const letter = (at: number): string =>
  (at >= 26 ? letter(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
