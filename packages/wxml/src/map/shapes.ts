// Lines, areas and circles on a map.

import type { FlatMap, Point } from '../../../viewer/src/flat_map.ts';
import { isOn, number, text } from '../built-in/element.ts';
import { given, list, spot, spots, type Given } from './given.ts';

/** A line is hit this far beside it, in pixels. */
const REACH = 8;
/** WeChat documentation: black where no colour is said. */
const INK = '#000000';

export interface Shapes { polygons: Given[]; circles: Given[]; polylines: Given[]; arcs: Given[] }

const path = (map: FlatMap, points: unknown): Path2D => {
  const line = new Path2D();
  for (const one of spots(points)) line.lineTo(...map.toScreen(one));
  return line;
};

const polygon = (context: CanvasRenderingContext2D, map: FlatMap, { points, strokeWidth, strokeColor, fillColor, dashArray, holes }: Given): void => {
  const area = path(map, points);
  area.closePath();
  for (const hole of Array.isArray(holes) ? holes : []) {
    const inner = path(map, given(hole).points ?? hole);
    inner.closePath();
    area.addPath(inner);
  }
  if (fillColor) {
    context.fillStyle = text(fillColor);
    context.fill(area, 'evenodd');
  }
  outlined(context, area, strokeWidth, strokeColor, Array.isArray(dashArray) ? dashArray.map(Number) : []);
};

const outlined = (context: CanvasRenderingContext2D, area: Path2D, width: unknown, color: unknown, dashes: number[]): void => {
  context.lineWidth = number(width, 1);
  if (context.lineWidth <= 0 || number(width, 1) <= 0) return;
  context.strokeStyle = text(color) || INK;
  context.setLineDash(dashes);
  context.stroke(area);
  context.setLineDash([]);
};

const circle = (context: CanvasRenderingContext2D, map: FlatMap, one: Given): void => {
  const middle = spot(one);
  if (!middle) return;
  const area = new Path2D();
  area.arc(...map.toScreen(middle), number(one.radius, 0) * map.metre(middle.latitude), 0, 2 * Math.PI);
  if (one.fillColor) {
    context.fillStyle = text(one.fillColor);
    context.fill(area);
  }
  outlined(context, area, one.strokeWidth, one.color, []);
};

const polyline = (context: CanvasRenderingContext2D, map: FlatMap, one: Given): void => {
  const width = number(one.width, 1);
  const points = spots(one.points).map((point) => map.toScreen(point));
  const colors = Array.isArray(one.colorList) ? one.colorList.map(text) : [];
  [context.lineCap, context.lineJoin] = ['round', 'round'];
  const border = number(one.borderWidth, 0);
  if (border > 0) stroke(context, points, width + 2 * border, text(one.borderColor) || INK, []);
  const dashes = isOn(one.dottedLine) ? [2 * width, 2 * width] : [];
  if (colors.length === 0) stroke(context, points, width, text(one.color) || INK, dashes);
  // A colour a part; the last one goes on to the end.
  else for (let at = 1; at < points.length; at++) stroke(context, points.slice(at - 1, at + 1), width, colors[at - 1] ?? colors.at(-1)!, dashes);
  if (isOn(one.arrowLine)) arrows(context, points, width);
};

const stroke = (context: CanvasRenderingContext2D, points: Point[], width: number, color: string, dashes: number[]): void => {
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  [context.lineWidth, context.strokeStyle] = [width, color];
  context.setLineDash(dashes);
  context.stroke();
  context.setLineDash([]);
};

/** Which way it goes. */
const arrows = (context: CanvasRenderingContext2D, points: Point[], width: number): void => {
  const [size, apart] = [width / 3, Math.max(width * 5, 40)];
  [context.strokeStyle, context.lineWidth] = ['#fff', Math.max(width / 6, 1)];
  points.slice(1).forEach(([x, y], before) => {
    const [fromX, fromY] = points[before]!;
    const length = Math.hypot(x - fromX, y - fromY);
    const turn = Math.atan2(y - fromY, x - fromX);
    // Of a line that leaves the screen by far, no more than can be seen matters.
    for (let at = apart / 2; at < Math.min(length, 10_000); at += apart) {
      context.save();
      context.translate(fromX + ((x - fromX) * at) / length, fromY + ((y - fromY) * at) / length);
      context.rotate(turn);
      context.beginPath();
      context.moveTo(-size / 2, -size);
      context.lineTo(size / 2, 0);
      context.lineTo(-size / 2, size);
      context.stroke();
      context.restore();
    }
  });
};

/** From `start` to `end` through `pass`, or as bent as `angle` says; a curve that looks so, not a true arc. */
const arc = (context: CanvasRenderingContext2D, map: FlatMap, one: Given): void => {
  const [start, end, pass] = [spot(one.start), spot(one.end), spot(one.pass)];
  if (!start || !end) return;
  const [[x0, y0], [x1, y1]] = [map.toScreen(start), map.toScreen(end)];
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const bend = Math.tan((number(one.angle, 0) * Math.PI) / 180) / 2;
  const top = pass ? map.toScreen(pass) : ([x + (y1 - y0) * bend, y - (x1 - x0) * bend] as Point);
  context.beginPath();
  context.moveTo(x0, y0);
  context.quadraticCurveTo(2 * top[0] - x, 2 * top[1] - y, x1, y1);
  [context.lineWidth, context.strokeStyle] = [number(one.width, 5), text(one.color) || INK];
  context.stroke();
};

export const paint = (context: CanvasRenderingContext2D, map: FlatMap, { polygons, circles, polylines, arcs }: Shapes): void => {
  const byHeight = polygons.toSorted((one, other) => number(one.zIndex, 0) - number(other.zIndex, 0));
  for (const one of byHeight) polygon(context, map, one);
  for (const one of circles) circle(context, map, one);
  for (const one of polylines) polyline(context, map, one);
  for (const one of arcs) arc(context, map, one);
};

/** The line on top at a point. */
export const lineAt = (context: CanvasRenderingContext2D, map: FlatMap, polylines: unknown, [x, y]: Point): number | undefined => {
  const index = list(polylines).findLastIndex((one) => {
    context.lineWidth = number(one.width, 1) + 2 * REACH;
    return context.isPointInStroke(path(map, one.points), x * devicePixelRatio, y * devicePixelRatio);
  });
  return index < 0 ? undefined : index;
};
