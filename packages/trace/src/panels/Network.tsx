// Requests, and one of them whole.

import { createMemo, createSignal, Show, type JSX } from 'solid-js';

import { bytes, duration } from '../../../phone/src/panels/format.ts';
import { Tree } from '../../../phone/src/widgets/Tree.tsx';
import { VirtualList } from '../../../phone/src/widgets/VirtualList.tsx';
import type { RequestRow } from '../model.ts';
import { clock, type View } from '../view.ts';
import { words } from '../words.ts';

export const Network = (props: { view: View }): JSX.Element => {
  const [selected, setSelected] = createSignal<number>();
  const request = createMemo(() => props.view.model.requests.find(({ id }) => id === selected()));
  return (
    <>
      <VirtualList
        label={words().tabs.network}
        items={props.view.model.requests}
        key={(row) => row.id}
        selected={selected()}
        onSelect={(row) => { setSelected(row?.id); if (row) props.view.go(row.at + row.event.milliseconds); }}
        rowClass={(row) => `requests-grid ${row.event.error || row.event.status >= 400 ? 'bad' : ''}${row.at > props.view.now() ? ' later' : ''}`}
      >
        {(row) => (
          <>
            <span class="dim number">{clock(row().at)}</span>
            <span>{row().event.method}</span>
            <span class="number">{row().event.status || '—'}</span>
            <span title={row().event.url}>{row().event.url}</span>
            <span class="dim">{row().event.kind}</span>
            <span class="dim number">{duration(row().event.milliseconds)}</span>
          </>
        )}
      </VirtualList>
      <Show when={request()}>{(row) => <RequestDetails row={row()} />}</Show>
    </>
  );
};

const RequestDetails = (props: { row: RequestRow }): JSX.Element => (
  <div class="details half">
    <div class="details-head"><h2>{props.row.event.method} {props.row.event.url}</h2></div>
    <Show when={props.row.event.error}><p class="note bad">{props.row.event.error}</p></Show>
    <dl class="facts">
      <dt>{words().status_}</dt><dd>{props.row.event.status || '—'}</dd>
      <dt>{words().took}</dt><dd>{duration(props.row.event.milliseconds)}, {bytes(props.row.event.bytes)}</dd>
    </dl>
    <h3>{words().request}</h3>
    <Tree label={words().request} name={words().headers} value={props.row.event.requestHeaders} open={1} />
    <Show when={props.row.event.requestBody}>
      <pre class="body" aria-label={`${words().request}: ${words().body}`} tabindex="0">{props.row.event.requestBody}</pre>
    </Show>
    <h3>{words().response}</h3>
    <Tree label={words().response} name={words().headers} value={props.row.event.responseHeaders} open={1} />
    <Show when={props.row.event.responseBody}>
      <pre class="body" aria-label={`${words().response}: ${words().body}`} tabindex="0">{props.row.event.responseBody}</pre>
    </Show>
  </div>
);
