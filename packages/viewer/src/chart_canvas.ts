// The map without WebGL: the outline on a canvas. It has no tiles.

import { type Chart, OUTLINE_ZOOM, type Setting, step } from './chart.ts';
import { FlatMap } from './flat_map.ts';
import type { Spot } from './request.ts';
import { words } from './words.ts';

export const openCanvas = async (container: HTMLElement, { at, zoom, isDark }: Setting): Promise<Chart> => {
  const map = new FlatMap(container, { at, zoom, isDark, least: 0, most: OUTLINE_ZOOM.most });
  const { canvas } = map;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'region');
  canvas.ariaLabel = words.map;
  const pins: { at: Spot; element: HTMLElement }[] = [];
  const listeners: (() => void)[] = [];
  let track: Spot[] = [];
  const rest = (): void => { for (const listener of listeners) listener(); };
  map.onRest = rest;
  map.onPaint = (context) => {
    context.beginPath();
    for (const spot of track) context.lineTo(...map.toScreen(spot));
    context.strokeStyle = map.color.track;
    context.lineWidth = 4;
    context.stroke();
    for (const { at, element } of pins) {
      const [x, y] = map.toScreen(at);
      element.style.translate = `calc(${x}px - 50%) calc(${y}px - 100%)`;
    }
  };
  canvas.addEventListener('keydown', (event) => {
    const by = step(event);
    if (event.key === '+' || event.key === '=') map.zoomBy(1);
    else if (event.key === '-') map.zoomBy(-1);
    else if (by) map.go(map.shift(map.center, by[0] * 5, by[1] * 5));
    else return;
    event.preventDefault();
    rest();
  });
  await map.ready;
  container.dataset.drawn = 'canvas';

  return {
    center: () => map.center,
    go: (to, zoom) => {
      map.go(to, zoom);
      rest();
    },
    zoom: (by) => {
      map.zoomBy(by);
      rest();
    },
    pin: (at, element, dropped) => {
      const pin = { at, element };
      const by = (across: number, down: number): void => {
        pin.at = map.shift(pin.at, across, down);
        map.draw();
      };
      if (dropped) {
        listenToDrags(element, by, () => dropped(pin.at));
        element.addEventListener('keydown', (event) => {
          const pixels = step(event);
          if (!pixels) return;
          event.preventDefault();
          by(...pixels);
          dropped(pin.at);
        });
      }
      pins.push(pin);
      container.append(element);
      map.draw();
      return { move: (to) => { pin.at = to; map.draw(); } };
    },
    track: (spots) => { track = spots; map.draw(); },
    onRest: (listener) => void listeners.push(listener),
    close: () => map.close(),
  };
};

const listenToDrags = (target: HTMLElement, by: (across: number, down: number) => void, dropped: () => void): void => {
  let [from, moved]: [PointerEvent | undefined, boolean] = [undefined, false];
  target.addEventListener('pointerdown', (event) => {
    target.setPointerCapture(event.pointerId);
    [from, moved] = [event, false];
  });
  target.addEventListener('pointermove', (event) => {
    if (!from || from.pointerId !== event.pointerId) return;
    by(event.clientX - from.clientX, event.clientY - from.clientY);
    [from, moved] = [event, true];
  });
  const end = (): void => {
    if (from && moved) dropped();
    from = undefined;
  };
  target.addEventListener('pointerup', end);
  target.addEventListener('pointercancel', end);
};
