// Time from left to right: what happened when, and a film of how it looked. The pointer travels in time while it is over it; a
// click or the arrow keys stay there.

import { createMemo, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { frameAt, source, type Kind } from './model.ts';
import { clock, type View } from './view.ts';
import { words } from './words.ts';

/** Kinds with a line of their own, from top to bottom. */
const LANES: Kind[] = ['step', 'call', 'navigate', 'prompt', 'error'];
const LANE = 9;
const THUMB = 46;

export const Timeline = (props: { view: View }): JSX.Element => {
  let box!: HTMLDivElement;
  const [width, setWidth] = createSignal(0);
  onMount(() => {
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    onCleanup(() => observer.disconnect());
  });
  const model = () => props.view.model;
  const length = (): number => Math.max(model().length, 1);
  const x = (at: number): number => (at / length()) * width();
  const at = (event: PointerEvent | MouseEvent): number =>
    ((event.clientX - box.getBoundingClientRect().left) / Math.max(width(), 1)) * length();

  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = length() / 100;
    const now = props.view.now();
    const to: Record<string, number> = {
      ArrowLeft: now - step, ArrowRight: now + step, PageUp: now - 10 * step, PageDown: now + 10 * step, Home: 0, End: length(),
    };
    if (to[event.key] === undefined) return;
    event.preventDefault();
    props.view.go(to[event.key]!);
  };

  return (
    <div
      ref={box}
      class="timeline"
      role="slider"
      tabindex="0"
      aria-label={words().timeline}
      title={words().timelineHint}
      aria-valuemin="0"
      aria-valuemax={Math.round(length())}
      aria-valuenow={Math.round(props.view.now())}
      aria-valuetext={clock(props.view.now())}
      onKeyDown={press}
      onPointerMove={(event) => props.view.hover(Math.min(Math.max(0, at(event)), length()))}
      onPointerLeave={() => props.view.hover(undefined)}
      onClick={(event) => props.view.go(at(event))}
    >
      <Marks view={props.view} x={x} width={width()} />
      <Film view={props.view} width={width()} />
      <div class="cursor" style={{ transform: `translateX(${x(props.view.now())}px)` }}>
        <span class="cursor-time" classList={{ left: x(props.view.now()) > width() - 70 }}>{clock(props.view.now())}</span>
      </div>
    </div>
  );
};

/** One path a lane: ten thousand calls are one element. */
const Marks = (props: { view: View; x: (at: number) => number; width: number }): JSX.Element => {
  const lane = (kind: Kind, bad: boolean): string => {
    const y = LANES.indexOf(kind) * LANE + 1;
    let path = '';
    let last = -1;
    for (const item of props.view.model.items) {
      if (item.kind !== kind || item.bad !== bad) continue;
      const [from, to] = [Math.round(props.x(item.at)), Math.round(props.x(item.end))];
      if (from === last && to - from < 2) continue;
      last = from;
      path += `M${from} ${y}h${Math.max(2, to - from)}v${LANE - 2}h-${Math.max(2, to - from)}z`;
    }
    return path;
  };
  return (
    <svg class="marks" width={props.width} height={LANES.length * LANE} aria-hidden="true">
      <For each={LANES}>
        {(kind) => (
          <>
            <path class={`mark-${kind}`} d={lane(kind, false)} />
            <path class="mark-bad" d={lane(kind, true)} />
          </>
        )}
      </For>
    </svg>
  );
};

const Film = (props: { view: View; width: number }): JSX.Element => {
  const pictures = createMemo(() => {
    const { model } = props.view;
    const count = Math.floor(props.width / THUMB);
    return Array.from({ length: count }, (_, index) => {
      const frame = frameAt(model, ((index + 0.5) / count) * model.length);
      return frame && source(model.trace, frame.picture);
    });
  });
  return (
    <Show when={props.view.model.frames.length} fallback={<p class="no-film quiet">{words().noFilm}</p>}>
      <div class="film" aria-hidden="true">
        <For each={pictures()}>{(data) => <span class="thumb"><Show when={data}><img src={data} alt="" draggable={false} /></Show></span>}</For>
      </div>
    </Show>
  );
};
