// A list that has only the rows in sight in the document: 10,000 entries cost as much as thirty. It follows the tail
// until somebody scrolls up, and is one stop for the keyboard: arrows move the selection, Enter opens it. Rows are
// not made and thrown away while one scrolls: each of a few slots is given another entry. So the order in the
// document is not that on the screen; `aria-posinset` says the place.

import { createEffect, createMemo, createSignal, createUniqueId, Index, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { words } from '../words.ts';
import { inSlot, ownHeights, rangeOf, sameHeights } from './sight.ts';

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

const ROW = 24;
/** So many rows more than in sight, on both sides. */
const MORE = 8;

export const VirtualList = <T,>(props: Props<T>): JSX.Element => {
  const id = createUniqueId();
  let scroller!: HTMLDivElement;
  const [following, setFollowing] = createSignal(true);
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(0);

  onMount(() => {
    const observer = new ResizeObserver(() => {
      setHeight(scroller.clientHeight);
      if (props.follow && following()) toEnd();
    });
    observer.observe(scroller);
    onCleanup(() => observer.disconnect());
  });

  const heights = createMemo(() =>
    typeof props.size === 'function' ? ownHeights(props.items, props.size) : sameHeights(props.items.length, props.size ?? ROW));
  const range = createMemo(
    () => rangeOf(heights(), props.items.length, top(), height(), MORE), undefined,
    { equals: (a, b) => a.first === b.first && a.end === b.end },
  );
  /** Never fewer than before: the end of the list needs less, and comes and goes. */
  const slots = createMemo<number>((before) => Math.max(before, range().end - range().first), 0);
  const slotList = createMemo(() => Array.from({ length: slots() }));

  const toEnd = (): void => {
    scroller.scrollTop = scroller.scrollHeight;
    setTop(scroller.scrollTop);
  };
  createEffect(on(() => props.items, () => { if (props.follow && following()) toEnd(); }));

  const selectedIndex = createMemo(() =>
    props.selected === undefined ? -1 : props.items.findIndex((item) => props.key(item) === props.selected));

  const select = (index: number): void => {
    const item = props.items[Math.min(Math.max(index, 0), props.items.length - 1)];
    if (item === undefined) return;
    props.onSelect?.(item);
    show(props.items.indexOf(item));
  };

  /** Scrolls no further than needed. */
  const show = (index: number): void => {
    const [start, end] = [heights().start(index), heights().start(index + 1)];
    if (start < scroller.scrollTop) scroller.scrollTop = start;
    else if (end > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = end - scroller.clientHeight;
    scrolled();
  };

  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = selectedIndex();
    const page = Math.max(1, Math.floor(scroller.clientHeight / heights().start(1)) - 1);
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
    setTop(scroller.scrollTop);
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
        <div role="none" class="list-all" style={{ height: `${heights().total}px` }}>
          <Index each={slotList()}>
            {(_, slot) => {
              const index = createMemo(() => inSlot(slot, slots(), range()) ?? -1);
              const item = createMemo(() => props.items[index()]);
              return (
                <Show when={item() !== undefined}>
                  <div
                    id={`${id}-${index()}`}
                    role="option"
                    class={`row ${props.rowClass?.(item()!) ?? ''}`}
                    aria-selected={index() === selectedIndex()}
                    aria-setsize={props.items.length}
                    aria-posinset={index() + 1}
                    style={{
                      height: `${heights().start(index() + 1) - heights().start(index())}px`,
                      transform: `translateY(${heights().start(index())}px)`,
                    }}
                    onClick={() => select(index())}
                    onDblClick={() => props.onOpen?.(item()!)}
                  >
                    {props.children(() => item()!)}
                  </div>
                </Show>
              );
            }}
          </Index>
        </div>
      </div>
      <Show when={props.follow && !following()}>
        <button
          type="button"
          class="list-latest"
          onClick={() => { toEnd(); scroller.focus(); }}
        >
          {words().panel.widgets.latest}
        </button>
      </Show>
    </div>
  );
};
