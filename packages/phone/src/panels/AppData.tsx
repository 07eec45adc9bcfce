// The `data` of each page in the logic layer, as it is now; a changed value is a `setData`.

import { createMemo, createSignal, onCleanup, Show } from 'solid-js';

import { addressSignal } from '../address.ts';
import { host } from '../host.ts';
import { state, watchData } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Empty } from '../widgets/Empty.tsx';
import { replaced } from '../widgets/nodes.ts';
import { Choice, Toolbar } from '../widgets/Toolbar.tsx';
import { Tree } from '../widgets/Tree.tsx';
import { words } from '../words.ts';
import './panels.css';

interface PageData {
  app: string;
  page: number;
  path: string;
  data: unknown;
}

export default function AppData() {
  const t = () => words().panel.data;
  const [chosen, setChosen] = addressSignal('data.page');
  const [known, setKnown] = createSignal<ReadonlyMap<number, PageData>>(new Map());

  onCleanup(watchData(({ app, page, path, data }) => {
    setKnown((before) => new Map(before).set(page, { app, page, path, data }));
  }));

  const pages = createMemo(() =>
    [...state().pages].reverse().flatMap(({ page }) => known().get(page) ?? []));
  const current = () => pages().find(({ page }) => String(page) === chosen()) ?? pages()[0];

  const edit = async (keys: readonly (string | number)[], value: unknown): Promise<void> => {
    const page = current();
    if (!page) return;
    const whole = replaced(page.data, keys, value) as Record<string, unknown>;
    // `setData` takes the names of the first level; what is deeper goes with its name.
    const data = keys[0] === undefined ? whole : { [keys[0]]: whole[keys[0]] };
    await host.request({ method: 'setData', app: page.app, page: page.page, data });
  };

  return (
    <Show when={current()} fallback={<Empty title={t().empty} text={t().emptyText} />}>
      {(page) => (
        <>
          <Toolbar label={t().toolbar}>
            <Choice
              label={t().page}
              value={String(page().page)}
              options={pages().map((each) => ({ value: String(each.page), text: each.path, title: t().pageNumber(each.page) }))}
              onChange={setChosen}
            />
            <span class="spring" />
            <Copy text={() => JSON.stringify(page().data, null, 2)}>{t().copy}</Copy>
          </Toolbar>
          <div class="data-tree">
            <Tree label={t().dataOf(page().path)} name="data" value={page().data} open={2} onEdit={edit} />
          </div>
          <p class="quiet foot">{t().hint}</p>
        </>
      )}
    </Show>
  );
}
