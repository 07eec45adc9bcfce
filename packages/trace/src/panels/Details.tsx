// What is selected, whole.

import { Show, type JSX } from 'solid-js';

import { duration } from '../../../phone/src/panels/format.ts';
import { Tree } from '../../../phone/src/widgets/Tree.tsx';
import type { TraceEvent } from '../format.ts';
import type { Item, Step } from '../model.ts';
import { clock, type View } from '../view.ts';
import { words } from '../words.ts';

export const Details = (props: { view: View }): JSX.Element => (
  <Show when={props.view.item()} fallback={<p class="nothing quiet">{words().nothing}</p>}>
    {(item) => <ItemDetails item={item()} />}
  </Show>
);

export const ItemDetails = (props: { item: Item }): JSX.Element => (
  <div class="details">
    <div class="details-head"><h2>{props.item.title}</h2></div>
    <Show when={props.item.step}>{(step) => <StepDetails step={step()} />}</Show>
    <Show when={props.item.event}>{(event) => <EventDetails event={event()} />}</Show>
    <dl class="facts">
      <dt>{words().time}</dt>
      <dd>{clock(props.item.at)}</dd>
      <Show when={props.item.end > props.item.at}>
        <dt>{words().took}</dt>
        <dd>{duration(props.item.end - props.item.at)}</dd>
      </Show>
      <Show when={props.item.step?.place}>
        {(place) => <><dt>{words().place}</dt><dd>{place().file}:{place().line}</dd></>}
      </Show>
    </dl>
  </div>
);

const StepDetails = (props: { step: Step }): JSX.Element => (
  <>
    <Show when={props.step.error !== undefined}><pre class="note bad">{props.step.error}</pre></Show>
    <Show when={!props.step.ended}><p class="note warn">{words().notEnded}</p></Show>
    <Show when={props.step.params !== undefined}>
      <h3>{words().parameters}</h3>
      <Tree label={words().parameters} value={props.step.params} open={3} />
    </Show>
    <Show when={props.step.result !== undefined}>
      <h3>{words().result}</h3>
      <Tree label={words().result} value={props.step.result} open={2} />
    </Show>
  </>
);

const EventDetails = (props: { event: TraceEvent }): JSX.Element => {
  const call = () => (props.event.type === 'call' ? props.event : undefined);
  return (
    <Show when={call()} fallback={<Tree label={words().all} value={props.event} open={2} />}>
      {(call) => (
        <>
          <Show when={call().reason}><p class="note bad"><strong>{words().reason}</strong> {call().reason}</p></Show>
          <h3>{words().arguments}</h3>
          <Tree label={words().arguments} value={call().arguments} open={2} />
          <h3>{words().reply}</h3>
          <Show when={call().reply !== undefined} fallback={<p class="note">{words().silence}</p>}>
            <Tree label={words().reply} value={call().reply} open={2} />
          </Show>
          <dl class="facts">
            <dt>{words().caller}</dt>
            <dd>{words().callers[call().caller]}</dd>
            <Show when={call().origin}><dt>{words().origin}</dt><dd>{call().origin}</dd></Show>
            <dt>{words().app}</dt>
            <dd>{call().app}</dd>
          </dl>
        </>
      )}
    </Show>
  );
};
