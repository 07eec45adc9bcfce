// One page as it is seen and touched: a canvas with the browser's pictures, and a text field that nobody sees for
// keys, input methods and the clipboard.

import { createEffect, createSignal, createUniqueId, on, onCleanup, onMount, Show } from 'solid-js';

import type { Input, PageState } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { words } from '../words.ts';
import { toPage } from './geometry.ts';
import { Hand, type Point } from './hand.ts';
import { Keyboard } from './keyboard.ts';
import { drawOn, forget } from './pictures.ts';
import { touched } from '../sensors/touched.ts';

/** A page that is pulled this far asks for a refresh. */
const PULL_ENOUGH = 60;
/** Where it stays while it refreshes. */
const PULL_REST = 52;
/** Pixels of a line and of a page, for wheels that count so. */
const WHEEL_LINE = 16;

/** The field of the page on top, for the button that calls a telephone's keyboard. */
let currentField: HTMLTextAreaElement | undefined;

export const showKeyboard = (): void => {
  if (!currentField) return;
  currentField.inputMode = 'text';
  currentField.blur();
  currentField.focus({ preventScroll: true });
};

/** Puts the keyboard on the page. */
export const focusPage = (): void => currentField?.focus({ preventScroll: true });

export function Screen(props: { page: PageState; isTop: boolean }) {
  let canvas!: HTMLCanvasElement;
  let field!: HTMLTextAreaElement;
  const help = createUniqueId();
  const [isDrawn, setDrawn] = createSignal(false);
  const [isReleased, setReleased] = createSignal(false);
  const [pull, setPull] = createSignal(0);
  const [copyAt, setCopyAt] = createSignal<Point>();

  const id = props.page.page;
  const frame = () => props.page.frame;
  const send = (input: Input) => host.input(id, input);
  const pointOf = (event: MouseEvent): Point => {
    const point = toPage(event, canvas.getBoundingClientRect(), frame());
    return { x: Math.round(point.x * 10) / 10, y: Math.round(point.y * 10) / 10 };
  };

  const hand = new Hand({
    send,
    hasText: async ({ x, y }) => (await host.request({ method: 'hasText', page: id, x, y })) === true,
    onSelect: () => navigator.vibrate?.(10),
    onSelected: setCopyAt,
    canPull: () => props.page.pullDown.enabled && !props.page.pullDown.refreshing,
    onPull: (distance, released) => {
      // The further, the heavier.
      const shown = Math.min(110, distance * 0.5);
      setPull(released ? 0 : shown);
      if (released && shown >= PULL_ENOUGH / 2) host.tell({ method: 'pullDown' });
    },
    onFrame: (run) => requestAnimationFrame(run),
  });

  let keyboard: Keyboard | undefined;
  onMount(() => {
    keyboard = new Keyboard(field, {
      send: (input) => {
        setCopyAt(undefined);
        send(input);
      },
      selection: async () => String((await host.request({ method: 'selection', page: id })) ?? ''),
      onRelease: setReleased,
    });
    onCleanup(drawOn(id, canvas, () => setDrawn(true)));
    // Solid's delegated listeners are passive for wheels and touches, and the page around must not scroll.
    canvas.addEventListener('wheel', onWheel, { passive: false });
    canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
  });
  onCleanup(() => {
    hand.cancel();
    forget(id);
    if (currentField === field) currentField = undefined;
  });
  createEffect(
    on(
      () => props.isTop,
      (isTop) => {
        if (isTop) currentField = field;
        else hand.cancel();
      },
    ),
  );

  const onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    event.preventDefault();
    touched();
    setCopyAt(undefined);
    canvas.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    // Where the window of an input method should come up, as far as we know.
    field.style.transform = `translate(${point.x}px, ${point.y + 8}px)`;
    // A finger does not call the keyboard of a telephone: only its button does.
    if (event.pointerType !== 'mouse' && document.activeElement !== field) field.inputMode = 'none';
    if (event.pointerType === 'mouse') field.inputMode = 'text';
    field.focus({ preventScroll: true });
    hand.down(event.pointerId, point);
  };

  let wheel: { x: number; y: number; deltaX: number; deltaY: number } | undefined;
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (event.ctrlKey) return;
    const unit = event.deltaMode === 1 ? WHEEL_LINE : event.deltaMode === 2 ? frame().height : 1;
    const point = pointOf(event);
    if (!wheel) {
      requestAnimationFrame(() => {
        if (wheel) send({ kind: 'wheel', ...wheel });
        wheel = undefined;
      });
    }
    wheel = {
      ...point,
      deltaX: (wheel?.deltaX ?? 0) + event.deltaX * unit,
      deltaY: (wheel?.deltaY ?? 0) + event.deltaY * unit,
    };
  };

  const shift = () => (props.page.pullDown.refreshing ? PULL_REST : pull());

  return (
    <div
      class="screen"
      classList={{ pulling: pull() > 0 }}
      style={{
        top: `${frame().top}px`,
        width: `${frame().width}px`,
        height: `${frame().height}px`,
        'background-color': shift() > 0 ? props.page.pullDown.background : '',
      }}
    >
      <Show when={shift() > 0}>
        <div
          class="pull-dots"
          classList={{ light: props.page.pullDown.lightText, moving: props.page.pullDown.refreshing }}
          style={{ height: `${shift()}px` }}
          role="status"
          aria-label={words().refreshing}
        >
          <i />
          <i />
          <i />
        </div>
      </Show>
      <canvas
        ref={canvas}
        class="page-canvas"
        role="img"
        aria-label={words().pageNamed(props.page.title)}
        style={{ transform: shift() > 0 ? `translateY(${shift()}px)` : '' }}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => hand.move(event.pointerId, pointOf(event))}
        onPointerUp={(event) => hand.up(event.pointerId, pointOf(event))}
        onPointerCancel={() => hand.cancel()}
        onContextMenu={(event) => event.preventDefault()}
      />
      <textarea
        ref={field}
        class="page-field"
        aria-label={words().typeInPage(props.page.title)}
        aria-describedby={help}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
      <span id={help} class="unseen">
        {isReleased() ? words().keysReleased : words().keysHelp}
      </span>
      <Show when={copyAt()}>
        {(at) => (
          <button
            type="button"
            class="copy-bubble"
            style={{
              left: `${Math.min(Math.max(at().x, 40), frame().width - 40)}px`,
              top: `${Math.max(at().y - 52, 4)}px`,
            }}
            onClick={() => {
              void keyboard?.copySelection();
              setCopyAt(undefined);
            }}
          >
            {words().copy}
          </button>
        )}
      </Show>
      <Show when={!isDrawn()}>
        <div class="page-waiting" aria-hidden="true">
          <span class="spinner" />
        </div>
      </Show>
    </div>
  );
}
