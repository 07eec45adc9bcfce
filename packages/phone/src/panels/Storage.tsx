// The key-value storage of each mini program that runs, live: look, add, change, remove, clear.

import { createMemo, createSignal, Show } from 'solid-js';

import { addressSignal } from '../address.ts';
import { host } from '../host.ts';
import { state } from '../store.ts';
import { Empty } from '../widgets/Empty.tsx';
import { kindOf, preview } from '../widgets/nodes.ts';
import { Split } from '../widgets/Split.tsx';
import { Button, Choice, Count, Filter, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { bytes } from './format.ts';
import { EntryEditor } from './storage/EntryEditor.tsx';
import { storageEntries, type StorageEntry } from './storage/entries.ts';
import './panels.css';

/** All keys and values together; the limit of the store (crates/engine/src/storage.rs). */
const LIMIT = 10 * 1024 * 1024;

const encoder = new TextEncoder();
const sizes = new WeakMap<StorageEntry, number>();
const sizeOf = (entry: StorageEntry): number => {
  let size = sizes.get(entry);
  if (size === undefined) {
    size = encoder.encode(entry.key).length + encoder.encode(JSON.stringify(entry.value)).length;
    sizes.set(entry, size);
  }
  return size;
};

export default function Storage() {
  const t = () => words().panel.storage;
  const [text, setText] = addressSignal('storage.filter');
  const [chosen, setChosen] = addressSignal('storage.app');
  const [row, setRow] = addressSignal('storage.key');
  const [adding, setAdding] = createSignal(false);
  const [problem, setProblem] = createSignal('');
  /** The second press clears. */
  const [sure, setSure] = createSignal(false);

  const app = createMemo((): string | undefined =>
    state().running.find((each) => each.app === chosen())?.app ?? state().app ?? state().running[0]?.app);
  const entries = storageEntries(app);
  const all = () => entries.list() ?? [];
  const total = createMemo(() => all().reduce((sum, entry) => sum + sizeOf(entry), 0));
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    return wanted
      ? all().filter(({ key, value }) => `${key}\n${JSON.stringify(value)}`.toLowerCase().includes(wanted))
      : all();
  });
  const selected = () => (row() ? all().find(({ key }) => key === row()) : undefined);
  const done = (key?: string): void => {
    setAdding(false);
    setRow(key ?? '');
  };
  const clear = (): void => {
    if (!sure()) { setSure(true); return; }
    setSure(false);
    setProblem('');
    host.request({ method: 'clearStorage', app: app()! }).catch((error: Error) => setProblem(error.message));
  };

  return (
    <Show when={app()} fallback={<Empty title={t().nobody} text={t().nobodyText} />}>
      {(app) => (
        <>
          <Toolbar label={t().toolbar}>
            <Show when={state().running.length > 1}>
              <Choice
                label={t().app}
                value={app()}
                options={state().running.map((each) => ({ value: each.app, text: each.name || each.app, title: each.app }))}
                onChange={setChosen}
              />
            </Show>
            <Filter value={text()} onChange={setText} />
            <span class="spring" />
            <Count shown={shown().length} all={all().length} />
            <span class="count" title={t().sizeHint}>{bytes(total())} / {bytes(LIMIT)}</span>
            <Button onClick={() => { setRow(''); setAdding(true); }}>{t().add}</Button>
            <span onFocusOut={() => setSure(false)}>
              <Button danger onClick={clear} disabled={all().length === 0}>{sure() ? t().sure : t().clear}</Button>
            </span>
          </Toolbar>
          <Show when={problem() || entries.problem()}>
            <p class="note bad panel-note" role="alert">{problem() || entries.problem()}</p>
          </Show>
          <Split
            open={!!selected() || adding()}
            label={t().details}
            onClose={() => done()}
            details={<EntryEditor app={app()} entry={adding() ? undefined : selected()} onDone={done} />}
          >
            <Show
              when={all().length}
              fallback={<Show when={entries.list()}><Empty title={t().empty} text={t().emptyText} example="wx.setStorage({ key: 'cart', data: [1, 2] })" /></Show>}
            >
              <div class="head storage-grid" aria-hidden="true">
                <span>{t().key}</span><span>{t().type}</span><span class="number">{t().size}</span><span>{t().value}</span>
              </div>
              <VirtualList
                label={t().list}
                items={shown()}
                key={({ key }) => key}
                selected={adding() ? undefined : row() || undefined}
                onSelect={(entry) => { setAdding(false); setRow(entry?.key ?? ''); }}
                rowClass={() => 'storage-grid'}
              >
                {(entry) => (
                  <>
                    <span>{entry().key}</span>
                    <span class="dim">{entry().type || kindOf(entry().value)}</span>
                    <span class="number dim">{bytes(sizeOf(entry()))}</span>
                    <span class={`value ${kindOf(entry().value)}`}>{preview(entry().value)}</span>
                  </>
                )}
              </VirtualList>
            </Show>
          </Split>
        </>
      )}
    </Show>
  );
}
