// Requests of H5 pages and of `wx.request`, when they have ended, with their place in time.

import { createMemo, For, Show, type JSX } from 'solid-js';

import { addressSignal } from '../address.ts';
import type { Told, TraceEvent } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { events, state } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Empty } from '../widgets/Empty.tsx';
import { Split } from '../widgets/Split.tsx';
import { Button, Choice, Count, Filter, Toggle, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { Dropped } from './Dropped.tsx';
import { createEntries, hasText } from './entries.ts';
import { bytes, clock, duration } from './format.ts';
import { asCurl } from './network/curl.ts';
import './panels.css';

export type NetworkEntry = Extract<TraceEvent, { type: 'request' }> & { n: number; at: number };

type FrameEntry = Extract<TraceEvent, { type: 'frame' }> & { n: number; at: number };

type From = 'all' | 'page' | 'logic';

const reader = () => ({ n, at, event }: Told): NetworkEntry | undefined =>
  event.type === 'request' ? { ...event, n, at } : undefined;

const failed = ({ status, error }: NetworkEntry): boolean => !!error || status >= 400 || status === 0;

/** The end of the address: what tells requests apart. */
const shortName = (address: string): string => {
  try {
    const { pathname, search } = new URL(address);
    return (pathname.split('/').pop() || pathname) + search;
  } catch {
    return address;
  }
};

export default function Network() {
  const t = () => words().panel.network;
  const [text, setText] = addressSignal('network.filter');
  const [from, setFrom] = addressSignal('network.from', 'all');
  const [onlyFailed, setOnlyFailed] = addressSignal('network.failed');
  const [row, setRow] = addressSignal('network.row');

  const all = createEntries(reader);
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    if (!wanted && from() === 'all' && !onlyFailed()) return all();
    return all().filter((entry) =>
      (from() === 'all' || entry.from === from()) && (!onlyFailed() || failed(entry)) &&
      hasText(entry, wanted, () => [entry.method, String(entry.status), entry.kind, entry.url, entry.error ?? '']));
  });
  // What is shown, from the first start to the last end. An event tells the end.
  const span = createMemo(() => {
    let first = Infinity;
    let last = -Infinity;
    for (const { at, milliseconds } of shown()) {
      first = Math.min(first, at - milliseconds);
      last = Math.max(last, at);
    }
    return { first, length: Math.max(1, last - first) };
  });
  const bar = ({ at, milliseconds }: NetworkEntry): Record<string, string> => ({
    'margin-left': `${(100 * (at - milliseconds - span().first)) / span().length}%`,
    width: `${(100 * milliseconds) / span().length}%`,
  });
  const sum = createMemo(() => shown().reduce((total, entry) => total + entry.bytes, 0));
  const selected = createMemo(() => (row() ? all().find(({ n }) => n === Number(row())) : undefined));
  const close = (): void => setRow('');

  return (
    <>
      <Toolbar label={t().toolbar}>
        <Filter value={text()} onChange={setText} />
        <Choice<From>
          label={t().from}
          value={from() as From}
          options={[{ value: 'all', text: t().all }, { value: 'page', text: t().page }, { value: 'logic', text: 'wx.request' }]}
          onChange={setFrom}
        />
        <Toggle on={!!onlyFailed()} onChange={(on) => setOnlyFailed(on ? '1' : '')}>{t().failed}</Toggle>
        <span class="spring" />
        <Count shown={shown().length} all={all().length} />
        <Dropped />
        <span class="count">{bytes(sum())}</span>
        <Button
          onClick={() => void host.request({ method: 'clearEvents' }).then(() => events.clear(), () => undefined)}
          disabled={!all().length}
          title={words().panel.widgets.clearHint}
        >
          {t().clear}
        </Button>
      </Toolbar>
      <Show when={all().length} fallback={<Empty title={t().empty} text={t().emptyText} />}>
        <Split open={!!selected()} label={t().details} onClose={close} details={<Details entry={selected()!} onClose={close} />}>
          <div class="head network-grid" aria-hidden="true">
            <span>{t().status}</span><span>{t().method}</span><span>{t().name}</span><span>{t().kind}</span>
            <span class="number">{t().size}</span><span class="number">{t().took}</span><span class="waterfall">{t().waterfall}</span>
          </div>
          <VirtualList
            label={t().list}
            items={shown()}
            key={({ n }) => n}
            selected={row() ? Number(row()) : undefined}
            onSelect={(entry) => setRow(entry ? String(entry.n) : '')}
            follow
            rowClass={(entry) => `network-grid${failed(entry) ? ' bad' : ''}`}
          >
            {(entry) => (
              <>
                <span class={failed(entry()) ? 'bad-text' : 'good-text'}>{entry().status || t().noAnswer}</span>
                <span>{entry().method}</span>
                <span title={entry().url}>{shortName(entry().url)}</span>
                <span class="dim">{entry().kind}</span>
                <span class="number dim">{bytes(entry().bytes)}</span>
                <span class="number dim">{duration(entry().milliseconds)}</span>
                <span class="waterfall"><span class={`bar ${entry().from}`} style={bar(entry())} /></span>
              </>
            )}
          </VirtualList>
        </Split>
      </Show>
    </>
  );
}

const Details = (props: { entry: NetworkEntry; onClose: () => void }): JSX.Element => {
  const t = () => words().panel.network;
  return (
    <div class="details">
      <div class="details-head">
        <h2>
          {props.entry.method} {props.entry.status || ''}
          <button type="button" class="close" aria-label={words().panel.widgets.close} onClick={() => props.onClose()}>×</button>
        </h2>
        <Copy text={() => props.entry.url}>{t().copyAddress}</Copy>
        <Copy text={() => asCurl(props.entry)}>{t().copyCurl}</Copy>
      </div>
      <p class="text">{props.entry.url}</p>
      <Show when={props.entry.error}><p class="note bad">{props.entry.error}</p></Show>
      <h3>{t().circumstances}</h3>
      <dl class="facts">
        <dt>{t().started}</dt><dd>{clock(props.entry.at - props.entry.milliseconds)}</dd>
        <dt>{t().took}</dt><dd>{duration(props.entry.milliseconds)}</dd>
        <dt>{t().size}</dt><dd>{bytes(props.entry.bytes)}</dd>
        <dt>{t().kind}</dt><dd>{props.entry.kind}</dd>
        <dt>{t().from}</dt><dd>{props.entry.from === 'logic' ? `wx.${props.entry.kind}` : t().page}</dd>
        <Show when={callerPath(props.entry)}>{(path) => <><dt>{t().caller}</dt><dd>{path()}</dd></>}</Show>
      </dl>
      <Frames entry={props.entry} />
      <Body title={t().responseBody} text={props.entry.responseBody} />
      <Body title={t().requestBody} text={props.entry.requestBody} />
      <Headers title={t().responseHeaders} headers={props.entry.responseHeaders} />
      <Headers title={t().requestHeaders} headers={props.entry.requestHeaders} />
    </div>
  );
};

/** The page on whose behalf the request was, as long as it is open. */
const callerPath = ({ page }: NetworkEntry): string | undefined => state().pages.find((open) => open.page === page)?.path;

/** The beginning of a body, where it is text. */
const Body = (props: { title: string; text?: string | null | undefined }): JSX.Element => (
  <Show when={props.text}>
    {(text) => (
      <>
        <h3>{props.title} <Copy text={text}>{words().panel.network.copyBody}</Copy></h3>
        <pre class="body">{pretty(text())}</pre>
      </>
    )}
  </Show>
);

/** JSON with a line a member; what was cut, and what is none, as it is. */
const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

const frameReader = () => ({ n, at, event }: Told): FrameEntry | undefined =>
  event.type === 'frame' ? { ...event, n, at } : undefined;

/** What has come and gone by a socket. */
const Frames = (props: { entry: NetworkEntry }): JSX.Element => {
  const t = () => words().panel.network;
  const all = createEntries(frameReader);
  const own = createMemo(() => all().filter(({ app, socket }) => app === props.entry.app && socket === props.entry.socket));
  return (
    <Show when={props.entry.socket !== undefined && props.entry.socket !== null}>
      <h3>{t().frames}</h3>
      <table class="frames">
        <tbody>
          <For each={own()}>
            {(frame) => (
              <tr class={frame.kind}>
                <td>{clock(frame.at)}</td>
                <td>{t().frame[frame.kind]}</td>
                <td class="number">{frame.kind === 'closed' ? frame.code : bytes(frame.bytes)}</td>
                <td class="text">{frame.text ?? (frame.kind === 'closed' ? '' : t().binary)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
  );
};

const Headers = (props: { title: string; headers: Record<string, string> }): JSX.Element => (
  <Show when={Object.keys(props.headers).length}>
    <h3>{props.title}</h3>
    <dl class="facts">
      <For each={Object.entries(props.headers)}>{([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>}</For>
    </dl>
  </Show>
);
