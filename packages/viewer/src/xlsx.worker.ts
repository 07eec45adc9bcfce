// Reads an xlsx: the worker of xlsx.ts. Only what will be shown goes back.

// The entry without workers of its own, which are made from blobs that a strict page does not allow.
import readSheets from 'read-excel-file/universal';

export type Cell = string | number | boolean | Date | null;
export interface Sheet { name: string; rows: Cell[][]; rowCount: number; columnCount: number }
export type Read = { sheets: Sheet[] } | { error: string };

/** More of a sheet is not shown. */
const MOST_ROWS = 2000;
const MOST_COLUMNS = 100;

addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  readSheets(data).then(
    (sheets) => answer({ sheets: sheets.map(({ sheet, data }) => cut(sheet, data as unknown as Cell[][])) }),
    (error: unknown) => answer({ error: `${error}` }),
  );
});

const answer = (read: Read): void => postMessage(read);

const cut = (name: string, rows: Cell[][]): Sheet => ({
  name,
  rows: rows.slice(0, MOST_ROWS).map((row) => row.slice(0, MOST_COLUMNS)),
  rowCount: rows.length,
  columnCount: rows.reduce((most, row) => Math.max(most, row.length), 0),
});
