// The line between phone and panels: dragged with the pointer, moved with the arrow keys, kept by the browser.

import { createEffect, createSignal } from 'solid-js';

import { remember, remembered } from './remembered.ts';
import { words } from './words.ts';

const SMALLEST = 320;
const STANDARD = 460;
const STEP = 24;
/** What stays for the panels. */
const REST = 340;

const clamp = (width: number): number =>
  Math.round(Math.max(SMALLEST, Math.min(width, Math.max(SMALLEST, window.innerWidth - REST))));

const [width, setWidth] = createSignal(clamp(Number(remembered('width')) || STANDARD));

const move = (to: number): void => {
  setWidth(clamp(to));
  remember('width', String(width()));
};

const onKeyDown = (event: KeyboardEvent): void => {
  const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  move(width() + by);
};

export function Splitter() {
  createEffect(() => document.documentElement.style.setProperty('--stage-width', `${width()}px`));
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={words().resizePanels}
      aria-valuenow={width()}
      aria-valuemin={SMALLEST}
      aria-valuemax={Math.max(SMALLEST, window.innerWidth - REST)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDblClick={() => move(STANDARD)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event.clientX);
      }}
    />
  );
}
