// The spec, with the line of the step.

import { createEffect, createMemo, For, Show, type JSX } from 'solid-js';

import type { View } from '../view.ts';
import { words } from '../words.ts';

export const Source = (props: { view: View }): JSX.Element => {
  let list!: HTMLOListElement;
  const place = createMemo(() => {
    const { items } = props.view.model;
    const selected = props.view.item();
    if (selected?.step?.place) return selected.step.place;
    return items.findLast((item) => item.step?.place !== undefined && item.at <= props.view.now())?.step?.place;
  });
  const source = createMemo(() => {
    const { sources } = props.view.model;
    return sources.find(({ file }) => file === place()?.file) ?? sources[0];
  });
  const lines = createMemo(() => source()?.text?.split('\n') ?? []);
  createEffect(() => {
    const line = place()?.line;
    lines();
    if (line !== undefined) list?.children[line - 1]?.scrollIntoView({ block: 'center' });
  });
  return (
    <Show when={source()} fallback={<p class="nothing quiet">{words().noSource}</p>}>
      {(source) => (
        <div class="source">
          <h3>{source().file}</h3>
          <Show when={source().text !== undefined} fallback={<p class="quiet">{words().lost}</p>}>
            <ol ref={list}>
              <For each={lines()}>
                {(line, index) => {
                  const isHere = () => place()?.file === source().file && place()?.line === index() + 1;
                  return <li classList={{ here: isHere() }} aria-current={isHere() ? 'step' : undefined}><code>{line || ' '}</code></li>;
                }}
              </For>
            </ol>
          </Show>
        </div>
      )}
    </Show>
  );
};
