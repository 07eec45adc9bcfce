// Scopes: what the user has said of each, what the device file would say, and the questions that were put.

import { createMemo, For, Show, type JSX } from 'solid-js';

import { addressSignal } from '../address.ts';
import type { Told, TraceEvent } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { state } from '../store.ts';
import { Empty } from '../widgets/Empty.tsx';
import { Choice, Count, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { change, errorOf, setting } from './device/change.ts';
import { createEntries } from './entries.ts';
import { clock } from './format.ts';
import './panels.css';

/** Those of crates/engine/src/scope.rs; others that were asked for come after them. */
const SCOPES = [
  'scope.userLocation', 'scope.record', 'scope.camera', 'scope.writePhotosAlbum', 'scope.userInfo', 'scope.getPhoneNumber',
];

type Said = 'unasked' | 'granted' | 'denied';
type Filed = 'ask' | 'allow' | 'deny' | 'system-off';
type Question = Extract<TraceEvent, { type: 'prompt' }> & { n: number; at: number };

const reader = () => ({ n, at, event }: Told): Question | undefined =>
  event.type === 'prompt' ? { ...event, n, at } : undefined;

export default function Consent() {
  const t = () => words().panel.consent;
  const scopes = createMemo(() => [...new Set([...SCOPES, ...Object.keys(state().scopes)])]);
  const [row, setRow] = addressSignal('consent.row');
  const questions = createEntries(reader);

  return (
    <Show when={state().app} fallback={<Empty title={t().nobody} text={t().nobodyText} />}>
      {(app) => (
        <>
          <div class="scopes">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t().scope}</th><th scope="col">{t().said}</th><th scope="col">{t().file}</th>
                </tr>
              </thead>
              <tbody><For each={scopes()}>{(scope) => <Scope scope={scope} app={app()} />}</For></tbody>
            </table>
          </div>
          <Toolbar label={t().questions}>
            <strong>{t().questions}</strong>
            <span class="spring" />
            <Count shown={questions().length} all={questions().length} />
          </Toolbar>
          <Show when={questions().length} fallback={<Empty title={t().empty} text={t().emptyText} />}>
            <VirtualList
              label={t().questions}
              items={questions()}
              key={({ n }) => n}
              selected={row() ? Number(row()) : undefined}
              onSelect={(question) => setRow(question ? String(question.n) : '')}
              follow
              rowClass={() => 'questions-grid'}
            >
              {(question) => (
                <>
                  <span class="dim">{clock(question().at)}</span>
                  <span>{question().kind}</span>
                  <span class="dim">{question().origin || t().program}</span>
                  <span title={question().text}>{question().text}</span>
                  <span>
                    <span class={`tag ${question().answer === 'allow' ? 'good' : question().answer ? 'bad' : 'warn'}`}>
                      {question().answer ?? t().waits}
                    </span>
                  </span>
                  <span class="dim" title={question().reason ?? ''}>{question().reason ?? ''}</span>
                </>
              )}
            </VirtualList>
          </Show>
        </>
      )}
    </Show>
  );
}

const Scope = (props: { scope: string; app: string }): JSX.Element => {
  const t = () => words().panel.consent;
  const key = () => `consent."${props.scope}"`;
  const said = (): Said => {
    const granted = state().scopes[props.scope];
    return granted === undefined ? 'unasked' : granted ? 'granted' : 'denied';
  };
  const file = (): Filed => {
    const consent = setting('consent') as Record<string, Filed> | undefined;
    return consent?.[props.scope] ?? 'ask';
  };
  const state_ = (to: Said): void =>
    host.tell({ method: 'setScope', app: props.app, scope: props.scope, granted: to === 'unasked' ? null : to === 'granted' });
  return (
    <tr>
      <th scope="row">
        <span class="mono">{props.scope}</span>
        <span class="dim">{t().meanings[props.scope as keyof ReturnType<typeof t>['meanings']] ?? ''}</span>
      </th>
      <td>
        <Choice<Said>
          label={t().saidOf(props.scope)}
          value={said()}
          options={(['unasked', 'granted', 'denied'] as const).map((value) => ({ value, text: t().states[value] }))}
          onChange={state_}
        />
      </td>
      <td>
        <select
          class="input"
          aria-label={t().fileOf(props.scope)}
          onChange={(event) => void change(key(), event.currentTarget.value)}
        >
          <For each={['ask', 'allow', 'deny', 'system-off'] as const}>
            {(value) => <option value={value} selected={value === file()}>{t().files[value]}</option>}
          </For>
        </select>
        <Show when={errorOf(key())}><p class="field-error" role="alert">{errorOf(key())}</p></Show>
      </td>
    </tr>
  );
};
