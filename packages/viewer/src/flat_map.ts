// The outline of the world on a canvas, to be dragged and zoomed; web Mercator, north is up. What stands on it is painted
// by who uses it: the map without WebGL (chart_canvas.ts), and the `<map>` of a page (packages/wxml).

import { listenToGestures } from './gestures.ts';
import { colors, outline, type Colors } from './outline.ts';
import type { Spot } from './request.ts';

/** The world's width at zoom level 0, in pixels; as MapLibre counts. */
const WORLD = 512;
const EQUATOR = 40_075_017;
/** How far apart lines of the grid should at least be, in pixels. */
const GRID = 90;
/** Their distances in degrees. */
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002];
/** Beyond this the outline is cut at the edges: a canvas does not take coordinates of any size. */
const CUT_ZOOM = 8;

export type Point = [x: number, y: number];
/** From 0 to 1, from west to east and from north to south. */
type Projected = Point;

export const project = ({ latitude, longitude }: Spot): Projected => {
  const sine = Math.sin((Math.min(Math.max(latitude, -85.05), 85.05) * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
};

export const unproject = ([x, y]: Projected): Spot => ({
  latitude: rounded((Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI),
  longitude: rounded(((x - Math.floor(x)) * 360) - 180),
});

/** Without what the way there and back has added; far below a millimetre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e10) / 1e10;

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

const flat = (line: number[][]): Projected[] => line.map(([longitude = 0, latitude = 0]) => project({ latitude, longitude }));
const lines = (all: number[][][]): Line[] => all.map((line) => spanned(flat(line)));

interface World { land: Line[]; borders: Line[]; names: { name: string; rank: number; at: Projected }[] }

let world: Promise<World> | undefined;

const load = (): Promise<World> =>
  (world ??= outline().then(({ land, borders, names }) => ({
    land: lines(land.geometry.coordinates.flat()),
    borders: lines(borders.coordinates),
    names: names.map(({ geometry, properties }) => ({ ...properties, at: flat([geometry.coordinates])[0]! })),
  })));

/** Why the map has moved. */
export type Cause = 'drag' | 'scale' | 'update';

export interface Asked {
  at: Spot;
  zoom: number;
  least: number;
  most: number;
  isDark: boolean;
}

export class FlatMap {
  readonly canvas = document.createElement('canvas');
  /** The outline is there. */
  readonly ready: Promise<void>;
  /** What a person may do. */
  readonly allows = { drag: true, zoom: true };
  /** Where on the screen the middle is, as parts of width and height. */
  origin: Point = [0.5, 0.5];
  /** The middle does not leave it. */
  bounds: { southwest: Spot; northeast: Spot } | null = null;
  onPaint: (context: CanvasRenderingContext2D) => void = () => {};
  onBegin: () => void = () => {};
  onRest: (cause: Cause) => void = () => {};

  private readonly context = this.canvas.getContext('2d')!;
  readonly color: Colors;
  private readonly watcher = new ResizeObserver(() => this.draw());
  private middle: Projected;
  private level: number;
  private least: number;
  private most: number;
  private world: World = { land: [], borders: [], names: [] };

  constructor(private readonly container: HTMLElement, { at, zoom, least, most, isDark }: Asked) {
    this.color = colors(isDark);
    this.middle = project(at);
    [this.level, this.least, this.most] = [zoom, least, most];
    container.append(this.canvas);
    this.ready = load().then((world) => {
      this.world = world;
      this.draw();
    });
    listenToGestures(this.canvas, {
      begin: () => this.onBegin(),
      drag: (across, down) => this.allows.drag && this.move([this.middle[0] - across / this.size, this.middle[1] - down / this.size]),
      zoom: (at, by) => this.allows.zoom && this.zoomAt(at, by),
      end: (cause) => this.onRest(cause),
    });
    this.watcher.observe(container);
    this.draw();
  }

  /** Of the whole world, in pixels. */
  private get size(): number {
    return WORLD * 2 ** this.level;
  }

  private get middleOnScreen(): Point {
    return [this.container.clientWidth * this.origin[0], this.container.clientHeight * this.origin[1]];
  }

  get center(): Spot {
    return unproject(this.middle);
  }

  get zoom(): number {
    return this.level;
  }

  get corners(): { southwest: Spot; northeast: Spot } {
    const { clientWidth, clientHeight } = this.container;
    return { southwest: this.toSpot([0, clientHeight]), northeast: this.toSpot([clientWidth, 0]) };
  }

  /** How many pixels a metre is. */
  metre(latitude: number): number {
    return this.size / (EQUATOR * Math.cos((latitude * Math.PI) / 180));
  }

  /** Of the copies of a place, the one that is nearest to the middle. */
  toScreen(spot: Spot): Point {
    const [x, y] = project(spot);
    return this.onScreen([x + Math.round(this.middle[0] - x), y]);
  }

  toSpot(point: Point): Spot {
    return unproject(this.inWorld(point));
  }

  /** By so many pixels. */
  shift(spot: Spot, across: number, down: number): Spot {
    const [x, y] = project(spot);
    return unproject([x + across / this.size, y + down / this.size]);
  }

  limit(least: number, most: number): void {
    [this.least, this.most] = [least, most];
    this.move(this.middle);
  }

  go(to: Spot, zoom = this.level): void {
    this.move(project(to), zoom);
  }

  /** The place under the point stays there. */
  zoomAt(point: Point, by: number): void {
    const before = this.inWorld(point);
    this.level = Math.min(Math.max(this.level + by, this.least), this.most);
    const after = this.inWorld(point);
    this.move([this.middle[0] + before[0] - after[0], this.middle[1] + before[1] - after[1]]);
  }

  zoomBy(by: number): void {
    this.zoomAt(this.middleOnScreen, by);
  }

  /** All of it is seen, with `padding` (top, right, bottom, left) around. */
  fit(spots: Spot[], padding: number[] = []): void {
    if (spots.length === 0) return;
    const [top = 0, right = top, bottom = top, left = right] = padding;
    const box = spanned(spots.map(project));
    const room = [this.container.clientWidth - left - right, this.container.clientHeight - top - bottom];
    const levels = [room[0]! / (box.right - box.left), room[1]! / (box.bottom - box.top)].map((size) => Math.log2(size / WORLD));
    const level = Math.min(...levels.map((level) => (Number.isFinite(level) ? level : this.most)), this.most);
    this.level = Math.max(level, this.least);
    const aside: Point = [(right - left) / 2 / this.size, (bottom - top) / 2 / this.size];
    this.move([(box.left + box.right) / 2 + aside[0], (box.top + box.bottom) / 2 + aside[1]]);
  }

  close(): void {
    this.watcher.disconnect();
  }

  private move(to: Projected, zoom = this.level): void {
    this.level = Math.min(Math.max(zoom, this.least), this.most);
    const inside = this.bounds ? within(to, project(this.bounds.southwest), project(this.bounds.northeast)) : to;
    this.middle = [inside[0] - Math.floor(inside[0]), Math.min(Math.max(inside[1], 0), 1)];
    this.draw();
  }

  private onScreen([x, y]: Projected): Point {
    const [left, top] = this.middleOnScreen;
    return [(x - this.middle[0]) * this.size + left, (y - this.middle[1]) * this.size + top];
  }

  private inWorld([x, y]: Point): Projected {
    const [left, top] = this.middleOnScreen;
    return [(x - left) / this.size + this.middle[0], (y - top) / this.size + this.middle[1]];
  }

  draw(): void {
    const { context, color, canvas, middle } = this;
    const { clientWidth: width, clientHeight: height } = this.container;
    [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio];
    context.scale(devicePixelRatio, devicePixelRatio);
    context.fillStyle = color.sea;
    context.fillRect(0, 0, width, height);
    context.lineWidth = 1;
    // The world repeats to both sides; a little of it hangs over the edge.
    const half = width / 2 / this.size + 0.05;
    const copies: number[] = [];
    for (let copy = Math.floor(middle[0] - half); copy <= Math.floor(middle[0] + half); copy++) copies.push(copy);
    for (const copy of copies) {
      this.trace(this.world.land, copy, true);
      context.fillStyle = color.land;
      context.fill('evenodd');
    }
    this.drawGrid(width, height);
    for (const copy of copies) {
      this.trace(this.world.borders, copy, false);
      context.strokeStyle = color.border;
      context.stroke();
      context.fillStyle = color.name;
      context.font = '13px system-ui, sans-serif';
      context.textAlign = 'center';
      for (const { at, name, rank } of this.world.names) {
        if (rank <= this.level) context.fillText(name, ...this.onScreen([at[0] + copy, at[1]]));
      }
    }
    this.onPaint(context);
  }

  private trace(lines: Line[], copy: number, isFilled: boolean): void {
    const { context } = this;
    const { clientWidth: width, clientHeight: height } = this.container;
    context.beginPath();
    const [[left, top], [right, bottom]] = [this.inWorld([0, 0]), this.inWorld([width, height])];
    for (const line of lines) {
      if (line.right + copy < left || line.left + copy > right || line.bottom < top || line.top > bottom) continue;
      let points = line.points.map(([x, y]) => this.onScreen([x + copy, y]));
      if (isFilled && this.level > CUT_ZOOM) points = cut(points, -10, -10, width + 10, height + 10);
      for (const [index, point] of points.entries()) {
        if (index === 0) context.moveTo(...point);
        else context.lineTo(...point);
      }
    }
  }

  /** Where nothing else is, it tells how far one looks: each line says its degree. */
  private drawGrid(width: number, height: number): void {
    const { context, color } = this;
    const step = STEPS.findLast((degrees) => (degrees / 360) * this.size >= GRID) ?? STEPS[0]!;
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    const [from, to] = [this.inWorld([0, 0]), this.inWorld([width, height])];
    const line = (a: Point, b: Point, degree: number, at: Point): void => {
      context.beginPath();
      context.moveTo(...a);
      context.lineTo(...b);
      context.stroke();
      context.fillText(`${Number(degree.toFixed(digits))}°`, ...at);
    };
    context.strokeStyle = color.grid;
    context.fillStyle = color.degree;
    context.font = '9px system-ui, sans-serif';
    context.textAlign = 'left';
    const longitude = (x: number): number => (x - 0.5) * 360;
    for (let at = Math.ceil(longitude(from[0]) / step); at <= Math.floor(longitude(to[0]) / step); at++) {
      const [x] = this.onScreen([(at * step) / 360 + 0.5, 0]);
      const degree = at * step;
      line([x, 0], [x, height], degree - 360 * Math.round(degree / 360), [x + 2, height - 3]);
    }
    const [north, south] = [unproject(from).latitude, unproject(to).latitude];
    for (let at = Math.max(Math.ceil(south / step), -Math.floor(85 / step)); at <= Math.min(Math.floor(north / step), Math.floor(85 / step)); at++) {
      const [, y] = this.onScreen(project({ latitude: at * step, longitude: 0 }));
      line([0, y], [width, y], at * step, [2, y - 2]);
    }
  }
}

const within = ([x, y]: Projected, [west, south]: Projected, [east, north]: Projected): Projected =>
  [Math.min(Math.max(x, west), east), Math.min(Math.max(y, north), south)];

/** The part of an area inside a rectangle: one side after the other is cut off (Sutherland and Hodgman). */
const cut = (points: Point[], left: number, top: number, right: number, bottom: number): Point[] => {
  const sides: [axis: 0 | 1, at: number, sign: 1 | -1][] = [[0, left, 1], [0, right, -1], [1, top, 1], [1, bottom, -1]];
  return sides.reduce((area, [axis, at, sign]) => {
    const isIn = (point: Point): boolean => (point[axis] - at) * sign >= 0;
    const out: Point[] = [];
    let before = area.at(-1);
    for (const point of area) {
      if (before && isIn(before) !== isIn(point)) {
        const part = (at - before[axis]) / (point[axis] - before[axis]);
        out.push([before[0] + (point[0] - before[0]) * part, before[1] + (point[1] - before[1]) * part]);
      }
      if (isIn(point)) out.push(point);
      before = point;
    }
    return out;
  }, points);
};
