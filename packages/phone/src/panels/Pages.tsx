// The page stack as it is, the page on top first: what each page is, the history of its web-view, what back will do and
// why, what sharing would give. Below, how it came to be.

import { createMemo, For, Show, type JSX } from 'solid-js';

import { addressSignal } from '../address.ts';
import type { PageState, TraceEvent } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { state } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Empty } from '../widgets/Empty.tsx';
import { Button, Count, Filter, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { createEntries, hasText } from './entries.ts';
import { clock } from './format.ts';
import './panels.css';

type Navigation = Extract<TraceEvent, { type: 'navigate' }> & { n: number; at: number };

const reader = () => ({ n, at, event }: { n: number; at: number; event: TraceEvent }): Navigation | undefined =>
  event.type === 'navigate' ? { ...event, n, at } : undefined;

export default function Pages() {
  const t = () => words().panel.pages;
  const [text, setText] = addressSignal('pages.filter');
  const [row, setRow] = addressSignal('pages.row');
  const all = createEntries(reader);
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    return wanted ? all().filter((each) => hasText(each, wanted, () => [each.kind, each.path, each.url ?? '', each.app])) : all();
  });
  const stack = (): PageState[] => [...state().pages].reverse();

  return (
    <>
      <Show when={stack().length} fallback={<Empty title={t().empty} text={t().emptyText} />}>
        <ol class="page-stack" aria-label={t().stack}>
          <For each={stack()}>
            {(page, index) => <Page page={page} top={index() === 0} level={stack().length - index()} below={stack()[index() + 1]} />}
          </For>
        </ol>
      </Show>
      <Toolbar label={t().toolbar}>
        <strong>{t().log}</strong>
        <Filter value={text()} onChange={setText} />
        <span class="spring" />
        <Count shown={shown().length} all={all().length} />
      </Toolbar>
      <Show when={all().length} fallback={<Empty title={t().logEmpty} text={t().logEmptyText} />}>
        <VirtualList
          label={t().log}
          class="navigations"
          items={shown()}
          key={({ n }) => n}
          selected={row() ? Number(row()) : undefined}
          onSelect={(each) => setRow(each ? String(each.n) : '')}
          follow
          rowClass={() => 'navigations-grid'}
        >
          {(each) => (
            <>
              <span class="dim">{clock(each().at)}</span>
              <span>{each().kind}</span>
              <span title={each().url ?? each().path}>{each().url ?? each().path}</span>
              <span class="dim" title={each().stack.join('\n')}>{each().stack.join(' › ')}</span>
            </>
          )}
        </VirtualList>
      </Show>
    </>
  );
}

interface PageProps {
  page: PageState;
  top: boolean;
  level: number;
  below: PageState | undefined;
}

const Page = (props: PageProps): JSX.Element => {
  const t = () => words().panel.pages;
  const page = () => props.page;
  const backWords = (): string => {
    const { back } = page().navigationBar;
    const to = back === 'history' ? page().history[page().historyAt - 1] : props.below?.path;
    return t().backs[back](to ?? '');
  };
  return (
    <li class="page-card" classList={{ top: props.top }}>
      <header>
        <span class="page-level" aria-hidden="true">{props.level}</span>
        <strong class="mono">{page().path}<Show when={page().query}><span class="dim">?{page().query}</span></Show></strong>
        <Show when={props.top}><span class="tag good">{t().onTop}</span></Show>
        <Show when={page().isTab}><span class="tag">tabBar</span></Show>
        <Show when={page().loading}><span class="tag warn">{t().loading}</span></Show>
      </header>
      <dl class="facts">
        <dt>{t().title}</dt><dd>{page().title || '–'}</dd>
        <Show when={page().webView}><dt>web-view</dt><dd>{page().webView}</dd></Show>
        <Show when={page().origin}><dt>{t().origin}</dt><dd>{page().origin}</dd></Show>
        <Show when={page().history.length}>
          <dt>{t().history}</dt>
          <dd>
            <ol class="history">
              <For each={page().history}>
                {(url, index) => (
                  <li aria-current={index() === page().historyAt ? 'page' : undefined}>{url}</li>
                )}
              </For>
            </ol>
          </dd>
        </Show>
        <Show when={props.top}>
          <dt>{t().back}</dt>
          <dd class="sentence">
            {backWords()}{' '}
            <Show when={page().navigationBar.back !== 'nothing'}>
              <Button onClick={() => host.tell({ method: page().navigationBar.back === 'home' ? 'home' : 'back' })}>
                {page().navigationBar.back === 'home' ? t().goHome : t().goBack}
              </Button>
            </Show>
          </dd>
        </Show>
        <Show when={page().shareUrl}>
          <dt>{t().share}</dt>
          <dd>{page().shareUrl} <Copy text={() => page().shareUrl ?? ''}>{t().copy}</Copy></dd>
        </Show>
      </dl>
    </li>
  );
};
