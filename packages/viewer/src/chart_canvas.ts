// The map without WebGL: the outline on a canvas, in the same projection (web Mercator). It has no tiles.

import { type Chart, colors, OUTLINE_ZOOM, type Setting, step } from './chart.ts';
import { element } from './element.ts';
import { graticule, outline } from './outline.ts';
import type { Spot } from './request.ts';
import { words } from './words.ts';

/** The world's width at zoom level 0, in pixels; as MapLibre counts. */
const WORLD = 512;

/** A line with what it spans, so that one out of sight is not drawn. */
interface Line { points: Projected[]; left: number; right: number; top: number; bottom: number }

const spanned = (points: Projected[]): Line => {
  const line = { points, left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    line.left = Math.min(line.left, x);
    line.right = Math.max(line.right, x);
    line.top = Math.min(line.top, y);
    line.bottom = Math.max(line.bottom, y);
  }
  return line;
};

/** From 0 to 1, from west to east and from north to south. */
type Projected = [x: number, y: number];

export const project = ({ latitude, longitude }: Spot): Projected => {
  const sine = Math.sin((Math.min(Math.max(latitude, -85.05), 85.05) * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
};

export const unproject = ([x, y]: Projected): Spot => ({
  latitude: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
  longitude: ((x - Math.floor(x)) * 360) - 180,
});

export const openCanvas = async (container: HTMLElement, { at, zoom: first, isDark }: Setting): Promise<Chart> => {
  const { land, borders, names } = await outline();
  const flat = (line: number[][]): Projected[] => line.map(([longitude = 0, latitude = 0]) => project({ latitude, longitude }));
  const lines = (all: number[][][]): Line[] => all.map((line) => spanned(flat(line)));
  const shapes = { land: lines(land.geometry.coordinates.flat()), borders: lines(borders.coordinates), grid: lines(graticule()) };
  const labels = names.map(({ geometry, properties }) => ({ ...properties, at: flat([geometry.coordinates])[0]! }));
  const color = colors(isDark);
  const canvas = element('canvas', { tabindex: '0', role: 'region', 'aria-label': words.map });
  const context = canvas.getContext('2d')!;
  container.append(canvas);

  let [middle, zoom] = [project(at), first];
  let track = spanned([]);
  const listeners: (() => void)[] = [];
  const pins: { at: Projected; element: HTMLElement }[] = [];
  const scale = (): number => WORLD * 2 ** zoom;
  const onScreen = ([x, y]: Projected): [number, number] =>
    [(x - middle[0]) * scale() + container.clientWidth / 2, (y - middle[1]) * scale() + container.clientHeight / 2];
  const inWorld = ([x, y]: [number, number]): Projected =>
    [(x - container.clientWidth / 2) / scale() + middle[0], (y - container.clientHeight / 2) / scale() + middle[1]];

  const trace = (lines: Line[], copy: number): void => {
    context.beginPath();
    const [[left, top], [right, bottom]] = [inWorld([0, 0]), inWorld([container.clientWidth, container.clientHeight])];
    for (const line of lines) {
      if (line.right + copy < left || line.left + copy > right || line.bottom < top || line.top > bottom) continue;
      for (const [index, [x, y]] of line.points.entries()) {
        const point = onScreen([x + copy, y]);
        if (index === 0) context.moveTo(...point);
        else context.lineTo(...point);
      }
    }
  };
  const draw = (): void => {
    const [width, height] = [container.clientWidth, container.clientHeight];
    [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio];
    context.scale(devicePixelRatio, devicePixelRatio);
    context.fillStyle = color.sea;
    context.fillRect(0, 0, width, height);
    // The world repeats to both sides; a little of it hangs over the edge.
    const half = width / 2 / scale() + 0.05;
    for (let copy = Math.floor(middle[0] - half); copy <= Math.floor(middle[0] + half); copy++) {
      context.lineWidth = 1;
      trace(shapes.grid, copy);
      context.strokeStyle = color.grid;
      context.stroke();
      trace(shapes.land, copy);
      context.fillStyle = color.land;
      context.fill('evenodd');
      trace(shapes.borders, copy);
      context.strokeStyle = color.border;
      context.stroke();
      context.fillStyle = color.name;
      context.font = '13px system-ui, sans-serif';
      context.textAlign = 'center';
      for (const { at, name, rank } of labels) if (rank <= zoom) context.fillText(name, ...onScreen([at[0] + copy, at[1]]));
      trace([track], copy);
      context.strokeStyle = color.track;
      context.lineWidth = 4;
      context.stroke();
    }
    for (const { at, element } of pins) {
      const [x, y] = onScreen(at);
      element.style.translate = `calc(${x}px - 50%) calc(${y}px - 100%)`;
    }
  };

  const rest = (): void => { for (const listener of listeners) listener(); };
  const move = (to: Projected, closer = zoom): void => {
    zoom = Math.min(Math.max(closer, 0), OUTLINE_ZOOM.most);
    middle = [to[0] - Math.floor(to[0]), Math.min(Math.max(to[1], 0), 1)];
    draw();
  };
  /** The place under the point stays there. */
  const zoomAt = (point: [number, number], by: number): void => {
    const [before, old] = [inWorld(point), zoom];
    zoom = Math.min(Math.max(old + by, 0), OUTLINE_ZOOM.most);
    const after = inWorld(point);
    move([middle[0] + before[0] - after[0], middle[1] + before[1] - after[1]]);
    rest();
  };

  listenToDrags(canvas, (across, down) => move([middle[0] - across / scale(), middle[1] - down / scale()]), rest);
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    zoomAt([event.offsetX, event.offsetY], -event.deltaY / 300);
  });
  canvas.addEventListener('dblclick', (event) => zoomAt([event.offsetX, event.offsetY], 1));
  canvas.addEventListener('keydown', (event) => {
    const by = step(event);
    if (event.key === '+' || event.key === '=') zoomAt([container.clientWidth / 2, container.clientHeight / 2], 1);
    if (event.key === '-') zoomAt([container.clientWidth / 2, container.clientHeight / 2], -1);
    if (!by) return;
    event.preventDefault();
    move([middle[0] + by[0] * 5 / scale(), middle[1] + by[1] * 5 / scale()]);
    rest();
  });
  const watcher = new ResizeObserver(draw);
  watcher.observe(container);
  draw();
  container.dataset.drawn = 'canvas';

  return {
    center: () => unproject(middle),
    go: (to, zoom) => {
      move(project(to), zoom);
      rest();
    },
    zoom: (by) => zoomAt([container.clientWidth / 2, container.clientHeight / 2], by),
    pin: (at, element, dropped) => {
      const pin = { at: project(at), element };
      const by = (across: number, down: number): void => {
        pin.at = [pin.at[0] + across / scale(), pin.at[1] + down / scale()];
        draw();
      };
      if (dropped) {
        listenToDrags(element, by, () => dropped(unproject(pin.at)));
        element.addEventListener('keydown', (event) => {
          const pixels = step(event);
          if (!pixels) return;
          event.preventDefault();
          by(...pixels);
          dropped(unproject(pin.at));
        });
      }
      pins.push(pin);
      container.append(element);
      draw();
      return { move: (to) => { pin.at = project(to); draw(); } };
    },
    track: (spots) => { track = spanned(spots.map(project)); draw(); },
    onRest: (listener) => void listeners.push(listener),
    close: () => watcher.disconnect(),
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
