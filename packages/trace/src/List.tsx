// The rows: steps, and what they led to.

import { createMemo, createSignal, For, type JSX } from 'solid-js';

import { duration } from '../../phone/src/panels/format.ts';
import { Count, Filter, Toggle, Toolbar } from '../../phone/src/widgets/Toolbar.tsx';
import { VirtualList } from '../../phone/src/widgets/VirtualList.tsx';
import type { Item, Kind } from './model.ts';
import { clock, type View } from './view.ts';
import { words } from './words.ts';

export const List = (props: { view: View }): JSX.Element => {
  const [hidden, setHidden] = createSignal<ReadonlySet<Kind>>(new Set<Kind>(['note', 'device']));
  const [filter, setFilter] = createSignal('');
  const kinds = createMemo(() => [...new Set(props.view.model.items.map((item) => item.kind))]);
  const items = createMemo(() => {
    const wanted = filter().toLowerCase();
    return props.view.model.items.filter((item) =>
      !hidden().has(item.kind) && (!wanted || `${item.title} ${item.detail}`.toLowerCase().includes(wanted)));
  });
  const turn = (kind: Kind, on: boolean): void => {
    const next = new Set(hidden());
    if (on) next.delete(kind);
    else next.add(kind);
    setHidden(next);
  };
  return (
    <section class="rows" aria-label={words().list}>
      <Toolbar label={words().list}>
        <Filter value={filter()} onChange={setFilter} label={words().filter} />
        <For each={kinds()}>
          {(kind) => <Toggle on={!hidden().has(kind)} onChange={(on) => turn(kind, on)}>{words().kinds[kind]}</Toggle>}
        </For>
        <span class="spring" />
        <Count shown={items().length} all={props.view.model.items.length} />
      </Toolbar>
      <VirtualList
        label={words().list}
        items={items()}
        key={(item) => item.id}
        selected={props.view.selected()}
        onSelect={(item) => props.view.select(item)}
        rowClass={(item) => `rows-grid ${item.kind}${item.bad ? ' bad' : ''}`}
      >
        {(item) => <Row item={item()} />}
      </VirtualList>
    </section>
  );
};

const Row = (props: { item: Item }): JSX.Element => (
  <>
    <span class="dim number">{clock(props.item.at)}</span>
    <span class={`tag kind-${props.item.kind}`}>{words().kind[props.item.kind]}</span>
    <span class="row-text" style={{ 'padding-left': `${props.item.depth * 14}px` }}>
      <strong>{props.item.title}</strong> <span class="dim">{props.item.detail}</span>
    </span>
    <span class="dim number">{props.item.end > props.item.at ? duration(props.item.end - props.item.at) : ''}</span>
  </>
);
