// The entries of a mini program's storage: asked for once, and again whenever it changes.

import { createEffect, createSignal, on, onCleanup } from 'solid-js';

import { host } from '../../host.ts';
import { events } from '../../store.ts';

export interface StorageEntry {
  key: string;
  value: unknown;
  /** The type in JavaScript: `Number`, `Date` … */
  type?: string | null;
}

export interface Entries {
  list: () => readonly StorageEntry[] | undefined;
  problem: () => string;
}

const toEntries = (answer: unknown): StorageEntry[] => (Array.isArray(answer) ? (answer as StorageEntry[]) : []);

export const storageEntries = (app: () => string | undefined): Entries => {
  const [list, setList] = createSignal<readonly StorageEntry[]>();
  const [problem, setProblem] = createSignal('');
  let asking = false;
  let stale = false;
  let gone = false;
  onCleanup(() => { gone = true; });

  const ask = async (): Promise<void> => {
    const wanted = app();
    if (!wanted) { setList([]); return; }
    // Ten thousand changes in a second are not ten thousand questions.
    if (asking) { stale = true; return; }
    asking = true;
    try {
      const answer = toEntries(await host.request({ method: 'storageEntries', app: wanted }));
      if (!gone && app() === wanted) { setList(answer); setProblem(''); }
    } catch (error) {
      if (!gone) setProblem((error as Error).message);
    }
    asking = false;
    if (stale && !gone) { stale = false; void ask(); }
  };

  createEffect(on(app, () => { setList(undefined); void ask(); }));
  createEffect(on(host.connection, (now) => { if (now === 'open') void ask(); }, { defer: true }));

  let seen = events.at(events.length - 1)?.n ?? 0;
  createEffect(on(events.version, () => {
    let changed = false;
    for (let index = events.length - 1; index >= 0; index--) {
      const told = events.at(index);
      if (!told || told.n <= seen) break;
      changed ||= told.event.type === 'storage' && told.event.app === app();
    }
    seen = events.at(events.length - 1)?.n ?? 0;
    if (changed) void ask();
  }, { defer: true }));

  return { list, problem };
};
