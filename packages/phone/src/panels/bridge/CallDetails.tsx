// One call: who made it, where everything stood, what went in and what came out; and what can be done with it.

import { createSignal, For, Show, type JSX } from 'solid-js';

import { host } from '../../host.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { Button } from '../../widgets/Toolbar.tsx';
import { Tree } from '../../widgets/Tree.tsx';
import { words } from '../../words.ts';
import { clock, duration } from '../format.ts';
import type { Call } from './calls.ts';
import { asTest } from './playwright.ts';

export const CallDetails = (props: { call: Call; onClose: () => void }): JSX.Element => {
  const t = () => words().panel.bridge;
  const [problem, setProblem] = createSignal('');
  const again = (): void => {
    setProblem('');
    host.request({ method: 'callAgain', n: props.call.n }).catch((error: Error) => setProblem(error.message));
  };
  const refused = (): boolean => props.call.caller === 'refused';

  return (
    <div class="details">
      <div class="details-head">
        <h2>
          {props.call.name || t().refused}
          <button type="button" class="close" aria-label={words().panel.widgets.close} onClick={() => props.onClose()}>×</button>
        </h2>
        <Show when={!refused()}>
          <Copy
            text={() => asTest(props.call)}
            disabled={props.call.caller !== 'h5'}
            title={props.call.caller === 'h5' ? t().copyTestHint : t().copyTestNot}
          >
            {t().copyTest}
          </Copy>
          <Copy text={() => JSON.stringify(props.call.args ?? {}, null, 2)}>{t().copyArguments}</Copy>
          <Button onClick={again} title={t().againHint}>{t().again}</Button>
        </Show>
      </div>
      <Show when={problem()}><p class="note bad" role="alert">{problem()}</p></Show>
      <Show when={props.call.reason}>
        <p class="note bad"><strong>{refused() ? t().rule : t().reason}</strong> {props.call.reason}</p>
      </Show>
      <Show when={!refused()}>
        <h3>{t().arguments}</h3>
        <Tree label={t().arguments} value={props.call.args} open={2} />
        <h3>{t().reply}</h3>
        <Show when={props.call.reply !== undefined} fallback={<p class="note">{t().silence}</p>}>
          <Tree label={t().reply} value={props.call.reply} open={2} />
        </Show>
      </Show>
      <h3>{t().circumstances}</h3>
      <dl class="facts">
        <dt>{t().time}</dt>
        <dd>{clock(props.call.at)}</dd>
        <Show when={props.call.milliseconds !== undefined}>
          <dt>{t().took}</dt>
          <dd>{duration(props.call.milliseconds!)}</dd>
        </Show>
        <dt>{t().caller}</dt>
        <dd>{t().callers[props.call.caller]}</dd>
        <Show when={props.call.origin}>
          <dt>{refused() ? t().address : t().origin}</dt>
          <dd>{props.call.origin}</dd>
        </Show>
        <dt>{t().app}</dt>
        <dd>{props.call.app}</dd>
        <dt>{t().stack}</dt>
        <dd>
          <Show when={props.call.stack.length} fallback={<span class="dim">{t().stackUnknown}</span>}>
            <ol class="stack-then">
              <For each={[...props.call.stack].reverse()}>{(path) => <li>{path}</li>}</For>
            </ol>
          </Show>
        </dd>
      </dl>
    </div>
  );
};
