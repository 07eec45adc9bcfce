// What the host has put into the page: the lines of a trace file, as crates/sampan/src/evidence/entry.rs writes them. The host has
// checked that they are of this shape; what is inside arguments and texts is whatever somebody's program said.

import type { TraceEvent } from '../../phone/src/generated/protocol.ts';

export type { TraceEvent };

export interface Place {
  file: string;
  line: number;
  column: number;
}

export type Entry =
  | { kind: 'event'; event: TraceEvent }
  | { kind: 'frame'; page: number; picture: string; width: number; height: number }
  | { kind: 'step'; id: number; parent?: number; method: string; params?: unknown; title?: string; place?: Place }
  | { kind: 'stepEnd'; id: number; result?: unknown; error?: string }
  | { kind: 'storage'; app: string; key: string; before?: unknown; after?: unknown }
  | { kind: 'source'; file: string; resource: string }
  | { kind: 'end'; status: string; error?: string };

export type Line = { at: number } & Entry;

export interface Trace {
  name: string;
  head: { format: number; version: string; title: string; started: number };
  lines: Line[];
  /** JPEGs as base64, by name. */
  pictures: Record<string, string>;
  sources: Record<string, string>;
  /** What could not be read. */
  missing: string[];
}

export const readTraces = (text: string): Trace[] => JSON.parse(text) as Trace[];
