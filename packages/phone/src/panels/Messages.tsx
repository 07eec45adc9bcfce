// Messages between H5 pages and their mini programs: what waits in the `postMessage` queue of each page and what will
// deliver it; below, what was delivered or lost, and why.

import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';

import { addressSignal } from '../address.ts';
import type { PageState, Request, TraceEvent } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { state } from '../store.ts';
import { Empty } from '../widgets/Empty.tsx';
import { preview } from '../widgets/nodes.ts';
import { Split } from '../widgets/Split.tsx';
import { Button, Count, Filter, Toolbar } from '../widgets/Toolbar.tsx';
import { Tree } from '../widgets/Tree.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { Dropped } from './Dropped.tsx';
import { createEntries, hasText } from './entries.ts';
import { clock } from './format.ts';
import { SendEvent } from './messages/SendEvent.tsx';
import './panels.css';

type Message = Extract<TraceEvent, { type: 'message' }> & { n: number; at: number };

const reader = () => ({ n, at, event }: { n: number; at: number; event: TraceEvent }): Message | undefined =>
  event.type === 'message' ? { ...event, n, at } : undefined;

const tone = { queued: 'warn', delivered: 'good', lost: 'bad' } as const;

export default function Messages() {
  const t = () => words().panel.messages;
  const [text, setText] = addressSignal('messages.filter');
  const [row, setRow] = addressSignal('messages.row');
  const all = createEntries(reader);
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    return wanted ? all().filter((each) => hasText(each, wanted, () => [each.kind, each.state, each.data, each.reason ?? ''])) : all();
  });
  const selected = createMemo(() => (row() ? all().find(({ n }) => n === Number(row())) : undefined));
  const pages = (): PageState[] => state().pages.filter((page) => page.webView || page.messages.length);
  const close = (): void => setRow('');

  return (
    <>
      <section class="queues" aria-label={t().queues}>
        <For each={pages()} fallback={<p class="quiet queue-none">{t().noWebView}</p>}>
          {(page) => <Queue page={page} top={page.page === state().pages.at(-1)?.page} />}
        </For>
      </section>
      <Toolbar label={t().toolbar}>
        <Filter value={text()} onChange={setText} />
        <span class="spring" />
        <Count shown={shown().length} all={all().length} />
        <Dropped />
      </Toolbar>
      <Show when={all().length} fallback={<Empty title={t().empty} text={t().emptyText} example="wx.miniProgram.postMessage({ data: { cart: 3 } })" />}>
        <Split open={!!selected()} label={t().details} onClose={close} details={<Details message={selected()!} onClose={close} />}>
          <VirtualList
            label={t().list}
            items={shown()}
            key={({ n }) => n}
            selected={row() ? Number(row()) : undefined}
            onSelect={(message) => setRow(message ? String(message.n) : '')}
            follow
            rowClass={({ state: now }) => `messages-grid${now === 'lost' ? ' bad' : ''}`}
          >
            {(message) => (
              <>
                <span class="dim">{clock(message().at)}</span>
                <span title={t()[message().direction]}>{message().direction === 'toPage' ? 'mp → H5' : 'H5 → mp'}</span>
                <span>{message().kind}</span>
                <span><span class={`tag ${tone[message().state]}`}>{t().states[message().state]}</span></span>
                <span class="dim">{preview(message().data)}</span>
                <span class={message().state === 'lost' ? 'bad-text' : 'dim'}>{message().reason ?? ''}</span>
              </>
            )}
          </VirtualList>
        </Split>
      </Show>
      <SendEvent />
    </>
  );
}

const Queue = (props: { page: PageState; top: boolean }): JSX.Element => {
  const t = () => words().panel.messages;
  const [problem, setProblem] = createSignal('');
  const ask = (request: () => Request) => (): void => {
    setProblem('');
    host.request(request()).catch((error: Error) => setProblem(error.message));
  };
  return (
    <article class="queue" classList={{ waits: props.page.messages.length > 0 }}>
      <header>
        <strong class="mono">{props.page.path}</strong>
        <span class="dim mono">{props.page.origin}</span>
        <span class={`tag ${props.page.messages.length ? 'warn' : ''}`}>{t().waiting(props.page.messages.length)}</span>
      </header>
      <Show when={props.page.messages.length}>
        <Tree label={t().queueOf(props.page.path)} value={props.page.messages} open={1} />
        <p class="flush">
          <span class="dim">{t().flushes}</span>
          <Show when={props.top} fallback={<span class="dim">{t().notOnTop}</span>}>
            <Button
              onClick={ask(() => ({ method: props.page.navigationBar.back === 'home' ? 'home' : 'back' }))}
              title={t().backHint(props.page.navigationBar.back)}
              disabled={props.page.navigationBar.back === 'nothing'}
            >
              {t().back}
            </Button>
            <Button onClick={ask(() => ({ method: 'share' }))}>{t().share}</Button>
            <Button onClick={ask(() => ({ method: 'copyLink' }))}>{t().copyLink}</Button>
            <span class="dim">{t().orDestroyed}</span>
          </Show>
        </p>
      </Show>
      <Show when={problem()}><p class="note bad" role="alert">{problem()}</p></Show>
    </article>
  );
};

const Details = (props: { message: Message; onClose: () => void }): JSX.Element => {
  const t = () => words().panel.messages;
  return (
    <div class="details">
      <div class="details-head">
        <h2>
          {props.message.kind}
          <span class={`tag ${tone[props.message.state]}`}>{t().states[props.message.state]}</span>
          <button type="button" class="close" aria-label={words().panel.widgets.close} onClick={() => props.onClose()}>×</button>
        </h2>
      </div>
      <Show when={props.message.reason}>
        <p class={`note ${props.message.state === 'lost' ? 'bad' : ''}`}>{props.message.reason}</p>
      </Show>
      <h3>{t().data}</h3>
      <Tree label={t().data} value={props.message.data} open={3} />
      <h3>{t().circumstances}</h3>
      <dl class="facts">
        <dt>{t().time}</dt><dd>{clock(props.message.at)}</dd>
        <dt>{t().way}</dt><dd>{t()[props.message.direction]}</dd>
        <dt>{t().page}</dt><dd>{props.message.page}</dd>
        <dt>{t().app}</dt><dd>{props.message.app}</dd>
      </dl>
    </div>
  );
};
