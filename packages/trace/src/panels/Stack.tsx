// The page stack at the time, and how it came to it: what is new is marked, and so is what has gone.

import { createMemo, For, Show, type JSX } from 'solid-js';

import { stackAt } from '../model.ts';
import { clock, type View } from '../view.ts';
import { words } from '../words.ts';

const SHOWN = 200;

export const Stack = (props: { view: View }): JSX.Element => {
  const stack = createMemo(() => stackAt(props.view.model, props.view.now()));
  const history = createMemo(() =>
    props.view.model.stacks.filter(({ at }) => at <= props.view.now()).slice(-SHOWN).reverse());
  return (
    <div class="details">
      <Show when={stack().now} fallback={<p class="quiet">{words().none}</p>}>
        <h3>{words().stackNow}</h3>
        <ol class="stack-list">
          <For each={stack().before?.stack.slice(stack().now!.stack.length) ?? []}>{(path) => <li class="gone"><del>{path}</del></li>}</For>
          <For each={[...stack().now!.stack].reverse()}>
            {(path, index) => {
              const level = () => stack().now!.stack.length - 1 - index();
              const isNew = () => stack().before !== undefined && stack().before!.stack[level()] !== path;
              return <li classList={{ new: isNew() }}><Show when={isNew()} fallback={path}><ins>{path}</ins></Show></li>;
            }}
          </For>
        </ol>
        <h3>{words().stackHistory}</h3>
        <table class="changes">
          <tbody>
            <For each={history()}>
              {(change) => (
                <tr>
                  <td class="dim number">{clock(change.at)}</td>
                  <td>{change.stack.join(' › ')} <Show when={change.url}><span class="dim">{change.url}</span></Show></td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </div>
  );
};
