// The lines of the console: what page and mini program wrote, their errors, and what was typed and came of it. Pure.

import type { Told } from '../../generated/protocol.ts';

export type Level = 'debug' | 'log' | 'info' | 'warn' | 'error' | 'input' | 'result';

export interface Line {
  /** Unique; that of the event, or a fraction for what was typed after it. */
  n: number;
  at: number;
  from: 'page' | 'logic' | 'host';
  level: Level;
  text: string;
  source: string;
  line: number;
  column: number;
  /** How many lines of text it has in the list. */
  rows: number;
}

/** More than that many lines are seen in the details. */
const ROWS = 12;

export const countRows = (text: string): number => {
  let rows = 1;
  for (let at = text.indexOf('\n'); at >= 0 && rows < ROWS; at = text.indexOf('\n', at + 1)) rows++;
  return rows;
};

export const lineReader = () => ({ n, at, event }: Told): Line | undefined => {
  if (event.type === 'console' || event.type === 'error') {
    const { from, text, source, line, column } = event;
    return { n, at, from, level: event.type === 'error' ? 'error' : event.level, text, source, line, column, rows: countRows(text) };
  }
  if (event.type === 'notice') {
    return { n, at, from: 'host', level: 'info', text: event.text, source: '', line: 0, column: 0, rows: countRows(event.text) };
  }
  if (event.type === 'missing') {
    const { name, path, source, line, column } = event;
    // As a console says such things: in English, whatever the page's language.
    const text = `wx.${name} is not there; ${path || 'the program'} looked for it`;
    return { n, at, from: 'logic', level: 'warn', text, source, line, column, rows: 1 };
  }
  return undefined;
};

/** Two lists in the order of their time. */
export const merged = (told: readonly Line[], typed: readonly Line[]): readonly Line[] => {
  if (typed.length === 0) return told;
  const out: Line[] = [];
  let next = 0;
  for (const line of told) {
    for (; next < typed.length && typed[next]!.n < line.n; next++) out.push(typed[next]!);
    out.push(line);
  }
  return out.concat(typed.slice(next));
};
