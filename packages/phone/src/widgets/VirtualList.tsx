// A list that has only the rows in sight in the document: 10,000 entries cost as much as thirty. It follows the tail
// until somebody scrolls up, and is one stop for the keyboard: arrows move the selection, Enter opens it.

import { createVirtualizer } from '@tanstack/solid-virtual';
import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show, type JSX } from 'solid-js';

import { words } from '../words.ts';

interface Props<T> {
  label: string;
  items: readonly T[];
  /** Height of a row in pixels: the same for all, or by what is in it. */
  size?: number | ((item: T) => number);
  /** Names an item for as long as it lives: the selection is kept by it. */
  key: (item: T) => number | string;
  selected?: number | string | undefined;
  onSelect?: (item: T | undefined) => void;
  onOpen?: (item: T) => void;
  /** Stays at the end while new items come. */
  follow?: boolean;
  class?: string;
  rowClass?: (item: T) => string;
  children: (item: () => T) => JSX.Element;
}

export const ROW = 24;

export const VirtualList = <T,>(props: Props<T>): JSX.Element => {
  const id = createUniqueId();
  let scroller!: HTMLDivElement;
  const [following, setFollowing] = createSignal(true);
  const size = (index: number): number => {
    const item = props.items[index];
    return typeof props.size === 'function' && item !== undefined ? props.size(item) : Number(props.size ?? ROW) || ROW;
  };
  const rows = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() { return props.items.length; },
    getScrollElement: () => scroller,
    estimateSize: size,
    overscan: 12,
    initialRect: { width: 0, height: 600 },
  });

  // A filter may leave as many items as before, with other heights.
  createEffect(on(() => props.items, () => {
    if (typeof props.size === 'function') rows.measure();
    if (props.follow && following()) scroller.scrollTop = scroller.scrollHeight;
  }));

  const selectedIndex = createMemo(() =>
    props.selected === undefined ? -1 : props.items.findIndex((item) => props.key(item) === props.selected));

  const select = (index: number): void => {
    const item = props.items[Math.min(Math.max(index, 0), props.items.length - 1)];
    if (item === undefined) return;
    props.onSelect?.(item);
    rows.scrollToIndex(props.items.indexOf(item), { align: 'auto' });
  };

  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = selectedIndex();
    const page = Math.max(1, Math.floor(scroller.clientHeight / size(0)) - 1);
    const last = props.items.length - 1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => select(at + 1),
      ArrowUp: () => select(at < 0 ? last : at - 1),
      PageDown: () => select(at + page),
      PageUp: () => select(at - page),
      Home: () => select(0),
      End: () => select(last),
      Enter: () => { const item = props.items[at]; if (item !== undefined) props.onOpen?.(item); },
      Escape: () => props.onSelect?.(undefined),
    };
    const move = moves[event.key];
    if (!move || (event.key === 'Escape' && at < 0)) return;
    event.preventDefault();
    move();
  };

  const scrolled = (): void => {
    setFollowing(scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 8);
  };

  return (
    <div class={`list ${props.class ?? ''}`}>
      <div
        ref={scroller}
        class="list-scroller"
        role="listbox"
        aria-label={props.label}
        aria-activedescendant={selectedIndex() < 0 ? undefined : `${id}-${selectedIndex()}`}
        tabindex="0"
        onKeyDown={press}
        onScroll={scrolled}
      >
        <div role="none" class="list-all" style={{ height: `${rows.getTotalSize()}px` }}>
          <For each={rows.getVirtualItems()}>
            {(row) => {
              const item = createMemo(() => props.items[row.index]);
              return (
                <Show when={item() !== undefined}>
                  <div
                    id={`${id}-${row.index}`}
                    role="option"
                    class={`row ${props.rowClass?.(item()!) ?? ''}`}
                    aria-selected={row.index === selectedIndex()}
                    aria-setsize={props.items.length}
                    aria-posinset={row.index + 1}
                    style={{ height: `${row.size}px`, transform: `translateY(${row.start}px)` }}
                    onClick={() => select(row.index)}
                    onDblClick={() => props.onOpen?.(item()!)}
                  >
                    {props.children(() => item()!)}
                  </div>
                </Show>
              );
            }}
          </For>
        </div>
      </div>
      <Show when={props.follow && !following()}>
        <button
          type="button"
          class="list-latest"
          onClick={() => { scroller.scrollTop = scroller.scrollHeight; scroller.focus(); }}
        >
          {words().panel.widgets.latest}
        </button>
      </Show>
    </div>
  );
};
