// A list and the details of what is selected in it: side by side where there is room, else one above the other. The
// bar between them is dragged, or moved with the arrow keys.

import { createSignal, createUniqueId, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { words } from '../words.ts';

interface Props {
  children: JSX.Element;
  /** Nothing selected, no second part. */
  open: boolean;
  label: string;
  details: JSX.Element;
  onClose: () => void;
}

/** From this width on the details are beside the list. */
const WIDE = 640;
/** The share of the second part in per cent, kept from panel to panel. */
const [share, setShare] = createSignal(46);

export const Split = (props: Props): JSX.Element => {
  const id = createUniqueId();
  const [wide, setWide] = createSignal(true);
  let box!: HTMLDivElement;

  onMount(() => {
    const observer = new ResizeObserver(() => setWide(box.clientWidth >= WIDE));
    observer.observe(box);
    onCleanup(() => observer.disconnect());
  });

  const put = (value: number): void => { setShare(Math.round(Math.min(80, Math.max(20, value)))); };

  const drag = (event: PointerEvent): void => {
    const bar = event.currentTarget as HTMLElement;
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const area = box.getBoundingClientRect();
    put(100 * (wide() ? (area.right - event.clientX) / area.width : (area.bottom - event.clientY) / area.height));
  };

  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: 4, ArrowUp: 4, ArrowRight: -4, ArrowDown: -4 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    put(share() + step);
  };

  return (
    <div ref={box} class="split" classList={{ wide: wide() }}>
      <div class="split-first">{props.children}</div>
      <Show when={props.open}>
        <div
          class="split-bar"
          role="separator"
          tabindex="0"
          aria-label={words().panel.widgets.resize}
          aria-orientation={wide() ? 'vertical' : 'horizontal'}
          aria-controls={id}
          aria-valuemin="20"
          aria-valuemax="80"
          aria-valuenow={share()}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onKeyDown={press}
        />
        <section
          id={id}
          class="split-second"
          aria-label={props.label}
          style={{ 'flex-basis': `${share()}%` }}
          onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) props.onClose(); }}
        >
          {props.details}
        </section>
      </Show>
    </div>
  );
};
