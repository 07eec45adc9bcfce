// What mini programs kept at the time, and what changed until then.

import { createMemo, For, Show, type JSX } from 'solid-js';

import { Tree } from '../../../phone/src/widgets/Tree.tsx';
import { preview } from '../../../phone/src/widgets/nodes.ts';
import { storageAt } from '../model.ts';
import { clock, type View } from '../view.ts';
import { words } from '../words.ts';

/** The newest so many changes. */
const SHOWN = 200;

export const Storage = (props: { view: View }): JSX.Element => {
  const stores = createMemo(() => storageAt(props.view.model, props.view.now()));
  const changes = createMemo(() =>
    props.view.model.storage.filter(({ at }) => at <= props.view.now()).slice(-SHOWN).reverse());
  return (
    <div class="details">
      <Show when={changes().length} fallback={<p class="quiet">{words().none}</p>}>
        <h3>{words().storageNow}</h3>
        <Tree label={words().storageNow} value={stores()} open={2} />
        <h3>{words().changes}</h3>
        <table class="changes">
          <tbody>
            <For each={changes()}>
              {(change) => (
                <tr>
                  <td class="dim number">{clock(change.at)}</td>
                  <th scope="row">{change.key}</th>
                  <td><Value value={change.before} kind="bad-text" /> → <Value value={change.after} kind="good-text" /></td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </div>
  );
};

const Value = (props: { value: unknown; kind: string }): JSX.Element => (
  <span class={props.value === undefined ? 'dim' : props.kind}>{props.value === undefined ? words().absent : preview(props.value, 200)}</span>
);
