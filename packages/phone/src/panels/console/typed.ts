// What was typed into the console and what came of it. It outlives the panel, not the page; the history of each input
// line is kept by the browser.

import { createSignal } from 'solid-js';

import { events } from '../../store.ts';
import { remember, remembered } from '../../remembered.ts';
import { countRows, type Level, type Line } from './lines.ts';

export type Place = 'page' | 'logic';

const [typed, setTyped] = createSignal<readonly Line[]>([]);
export { typed };

let last = 0;

/** Right after the newest event that is known now. */
export const add = (from: Place, level: Level, text: string): void => {
  const n = Math.max(events.at(events.length - 1)?.n ?? 0, Math.floor(last)) + 0.001;
  last = n <= last ? last + 0.001 : n;
  const line: Line = { n: last, at: Date.now(), from, level, text, source: '', line: 0, column: 0, rows: countRows(text) };
  setTyped((before) => [...before.slice(-500), line]);
};

export const forget = (): void => { setTyped([]); };

/** The newest last. */
const HISTORY = 100;
export const history = (place: Place): string[] => {
  try {
    const list: unknown = JSON.parse(remembered(`console.${place}`) || '[]');
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
};

export const keep = (place: Place, script: string): void => {
  const list = history(place).filter((each) => each !== script);
  remember(`console.${place}`, JSON.stringify([...list, script].slice(-HISTORY)));
};
