// Two traces side by side: rows that belong together stand in one line, differences are marked, and the pictures are those of the
// same row.

import { createMemo, createSignal, Show, type JSX } from 'solid-js';

import { duration } from '../../phone/src/panels/format.ts';
import { Toggle, Toolbar } from '../../phone/src/widgets/Toolbar.tsx';
import { VirtualList } from '../../phone/src/widgets/VirtualList.tsx';
import { align, compared, type Pair } from './align.ts';
import { around, type Item } from './model.ts';
import { ItemDetails } from './panels/Details.tsx';
import { Picture } from './Stage.tsx';
import { Timeline } from './Timeline.tsx';
import type { View } from './view.ts';
import { words } from './words.ts';

const marks = { onlyLeft: 'bad', onlyRight: 'good', result: 'bad', detail: 'warn', slower: 'warn', same: '' };

export const Compare = (props: { left: View; right: View }): JSX.Element => {
  const pairs = createMemo(() => align(compared(props.left.model), compared(props.right.model)));
  const different = createMemo(() => pairs().filter(({ difference }) => difference !== 'same'));
  const [only, setOnly] = createSignal(false);
  const [selected, setSelected] = createSignal<number>();
  const pair = createMemo(() => pairs().find(({ id }) => id === selected()));
  const select = (next: Pair | undefined): void => {
    setSelected(next?.id);
    if (next?.left) props.left.select(next.left);
    if (next?.right) props.right.select(next.right);
  };
  return (
    <div class="compare">
      <Timeline view={props.left} />
      <Timeline view={props.right} />
      <div class="compare-body">
        <section class="rows" aria-label={words().list}>
          <Toolbar label={words().list}>
            <Toggle on={only()} onChange={setOnly}>{words().onlyDifferent}</Toggle>
            <span class="spring" />
            <output class="count">{words().summary(different().length, pairs().length)}</output>
          </Toolbar>
          <VirtualList
            label={words().list}
            items={only() ? different() : pairs()}
            key={({ id }) => id}
            selected={selected()}
            onSelect={select}
            rowClass={({ difference }) => `pairs-grid ${marks[difference]}`}
          >
            {(pair) => (
              <>
                <Side item={pair().left} />
                <span class={`tag ${marks[pair().difference]}`}>
                  {pair().difference === 'same' ? '' : words().differences[pair().difference]}
                </span>
                <Side item={pair().right} />
              </>
            )}
          </VirtualList>
        </section>
        <section class="sides">
          <Half view={props.left} item={pair()?.left} name={words().left} />
          <Half view={props.right} item={pair()?.right} name={words().right} />
        </section>
      </div>
    </div>
  );
};

const Side = (props: { item: Item | undefined }): JSX.Element => (
  <span class="row-text">
    <Show when={props.item} fallback={<span class="dim">—</span>}>
      {(item) => <><strong>{item().title}</strong> <span class="dim">{item().detail} {item().end > item().at ? duration(item().end - item().at) : ''}</span></>}
    </Show>
  </span>
);

const Half = (props: { view: View; item: Item | undefined; name: string }): JSX.Element => (
  <div class="half-side" role="group" aria-label={props.name}>
    <Picture view={props.view} frame={props.item && around(props.view.model, props.item).after} caption={props.name} />
    <Show when={props.item}>{(item) => <ItemDetails item={item()} />}</Show>
  </div>
);
