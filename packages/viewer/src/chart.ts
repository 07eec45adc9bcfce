// A map that can be looked at and pinned: MapLibre GL where there is WebGL, else an outline on a canvas.

import { button, element } from './element.ts';
import { style } from './frame.ts';
import { shown, told } from './datum.ts';
import type { Spot, Tiles } from './request.ts';
import { words } from './words.ts';

export interface Pin {
  move(to: Spot): void;
}

export interface Chart {
  center(): Spot;
  /** Without a zoom level, as close as before. */
  go(to: Spot, zoom?: number): void;
  zoom(by: number): void;
  /** With `dropped` it can be dragged, and moved by keys. */
  pin(at: Spot, pin: HTMLElement, dropped?: (at: Spot) => void): Pin;
  track(spots: Spot[]): void;
  /** Told when the map has come to rest. */
  onRest(listener: () => void): void;
  close(): void;
}

export interface Setting {
  at: Spot;
  zoom: number;
  tiles?: Tiles | undefined;
  isDark: boolean;
}

/** How close the outline can be looked at, and from where it says something. */
export const OUTLINE_ZOOM = { most: 9, start: 4.5 };

export interface Asked {
  at: Spot;
  /** As `openLocation` means it; without tiles it is capped, since the outline has no streets. */
  scale: number;
  tiles?: Tiles | undefined;
  /** Whether the coordinates are GCJ-02. */
  isGcj02: boolean;
}

/** Puts a map into a place. The coordinates that go in and come out are those of the request. */
export const openChart = async (place: HTMLElement, asked: Asked, signal: AbortSignal): Promise<Chart> => {
  const { at, scale } = asked;
  const isGl = hasWebGl();
  // Without WebGL there is the outline alone.
  const tiles = isGl ? asked.tiles : undefined;
  await style('chart');
  const setting: Setting = {
    // A map of tiles shows the difference between the two systems, some hundred metres in mainland China. The outline does
    // not: there it is far below a pixel, and the coordinates are taken as they are.
    at: tiles ? shown(at, asked.isGcj02, tiles) : at,
    zoom: tiles ? scale : Math.min(scale, OUTLINE_ZOOM.start),
    tiles,
    isDark: isDark(),
  };
  const canvas = element('div', { class: 'map' });
  const whose = [tiles?.attribution, words.outline].filter(Boolean).join(' · ');
  place.append(canvas, element('small', { class: 'whose' }, whose));
  const chart = isGl
    ? await (await import('./chart_gl.ts')).openGl(canvas, setting)
    : await (await import('./chart_canvas.ts')).openCanvas(canvas, setting);
  if (signal.aborted) chart.close();
  signal.throwIfAborted();
  signal.addEventListener('abort', () => chart.close());
  place.append(element('div', { class: 'zoom' },
    button('+', words.zoomIn, () => chart.zoom(1)), button('−', words.zoomOut, () => chart.zoom(-1))));
  return tiles ? translated(chart, asked.isGcj02, tiles) : chart;
};

/** A map of which one asks and is told in the coordinates of the request. */
const translated = (chart: Chart, isGcj02: boolean, tiles: Tiles): Chart => {
  const inward = (spot: Spot): Spot => shown(spot, isGcj02, tiles);
  const outward = (spot: Spot): Spot => told(spot, isGcj02, tiles);
  return {
    center: () => outward(chart.center()),
    go: (to, zoom) => chart.go(inward(to), zoom),
    zoom: (by) => chart.zoom(by),
    pin: (at, element, dropped) => {
      const pin = chart.pin(inward(at), element, dropped && ((spot) => dropped(outward(spot))));
      return { move: (to) => pin.move(inward(to)) };
    },
    track: (spots) => chart.track(spots.map(inward)),
    onRest: (listener) => chart.onRest(listener),
    close: () => chart.close(),
  };
};

const hasWebGl = (): boolean => {
  const context = element('canvas').getContext('webgl2');
  // A page may have few of them at a time.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
};

const isDark = (): boolean => {
  const { colorScheme } = document.documentElement.style;
  return colorScheme === 'dark' || (colorScheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
};

/** The drop that says "here": its tip is the place. */
export const drop = (label: string, isHandle = false): HTMLElement => {
  const pin = element('div', isHandle
    ? { class: 'pin', role: 'button', tabindex: '0', 'aria-label': label }
    : { class: 'pin', role: 'img', 'aria-label': label });
  return pin;
};

/** Moves by keys, in pixels; true when the key was one of those. */
export const step = (event: KeyboardEvent): [across: number, down: number] | undefined => {
  const far = event.shiftKey ? 50 : 10;
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far],
  };
  return steps[event.key];
};
