// The engine's state as it was sent, kept up to date by patches, and the events. Nothing of it is changed here but by
// the host: whoever wants a change asks the host and sees it come back.

import { batch } from 'solid-js';
import { createStore, produce, reconcile } from 'solid-js/store';

import { EventRing } from './events.ts';
import type { AppState, PageId, PageState, Recording, State, ToPhone } from './generated/protocol.ts';
import { host } from './host.ts';
import { applyPatch } from './patch.ts';

const EMPTY: State = { running: [], pages: [], sheets: [], menu: false, problems: [], scopes: {} };

interface Known {
  state: State;
  /** A first snapshot has come. */
  ready: boolean;
  version: string;
  remote: boolean;
  /** Why the host has ended, when it has. */
  bye: string;
  /** What the person does is recorded. */
  recording: Recording | null;
}

const [known, setKnown] = createStore<Known>({ state: EMPTY, ready: false, version: '', remote: false, bye: '', recording: null });

export { known };
export const state = (): State => known.state;
export const events = new EventRing();

/** The page on top. */
export const topPage = (): PageState | undefined => known.state.pages.at(-1);

/** The mini program in front. */
export const frontApp = (): AppState | undefined => known.state.running.find(({ app }) => app === known.state.app);

export const pageOf = (id: PageId): PageState | undefined => known.state.pages.find(({ page }) => page === id);

type DataMessage = Extract<ToPhone, { type: 'data' }>;
const dataListeners = new Set<(message: DataMessage) => void>();

/** The `data` of pages of the logic layer, for as long as somebody listens; the first and the last tell the host. */
export const watchData = (listener: (message: DataMessage) => void): (() => void) => {
  if (dataListeners.size === 0) host.tell({ method: 'watchData', on: true });
  dataListeners.add(listener);
  return () => {
    dataListeners.delete(listener);
    if (dataListeners.size === 0) host.tell({ method: 'watchData', on: false });
  };
};

const hello = (message: Extract<ToPhone, { type: 'hello' }>): void => {
  // Another host than the one that this page came from: its page may be another one, too.
  if (known.version && known.version !== message.version) {
    location.reload();
    return;
  }
  setKnown({ version: message.version, remote: message.remote, bye: '', recording: null });
  // The host sends again what it remembers.
  events.clear();
  if (dataListeners.size > 0) host.tell({ method: 'watchData', on: true });
};

const patch = (message: Extract<ToPhone, { type: 'patch' }>): void => {
  try {
    batch(() => setKnown('state', produce((draft) => applyPatch(draft, message.patch))));
  } catch (error) {
    // Only a new snapshot helps, and a new connection begins with one.
    console.error(error);
    host.startOver();
  }
};

host.onMessage((message) => {
  switch (message.type) {
    case 'hello': return hello(message);
    case 'state': return batch(() => {
      setKnown('state', reconcile(message.state));
      setKnown('ready', true);
    });
    case 'patch': return patch(message);
    case 'events': return events.push(message.events);
    case 'data': return dataListeners.forEach((listener) => listener(message));
    case 'recording': return setKnown('recording', message.recording ?? null);
    case 'bye': return setKnown('bye', message.reason);
    case 'reply': return;
  }
});
