// Markers that move: `translateMarker` to a place, `moveAlong` a way.

import type { FlatMap } from '../../../viewer/src/flat_map.ts';
import type { Spot } from '../../../viewer/src/request.ts';
import type { Marker } from './marker.ts';

/** Runs in frames; each place of the way counts by its length on the screen. */
export const drive = (map: FlatMap, marker: Marker, way: Spot[], duration: number, turns: boolean, moved: () => void): Promise<void> => {
  const corners = [marker.at, ...way];
  const lengths = way.map((to, at) => distance(map, corners[at]!, to));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const start = performance.now();
  return new Promise((done) => {
    const step = (now: number): void => {
      const part = duration > 0 ? Math.min(Math.max((now - start) / duration, 0), 1) : 1;
      let left = part * whole;
      let leg = lengths.findIndex((length) => (left <= length ? true : ((left -= length), false)));
      if (leg < 0 || part === 1) [leg, left] = [way.length - 1, lengths.at(-1) ?? 0];
      const [from, to] = [corners[leg]!, corners[leg + 1]!];
      marker.at = between(from, to, lengths[leg] ? Math.min(left / lengths[leg]!, 1) : 1);
      if (turns) marker.turn = heading(map, from, to);
      moved();
      if (part < 1) requestAnimationFrame(step);
      else done();
    };
    requestAnimationFrame(step);
  });
};

const across = (map: FlatMap, from: Spot, to: Spot): [number, number] => {
  const [[x0, y0], [x1, y1]] = [map.toScreen(from), map.toScreen(to)];
  return [x1 - x0, y1 - y0];
};

const distance = (map: FlatMap, from: Spot, to: Spot): number => Math.hypot(...across(map, from, to));

/** Clockwise from where a marker points when it is not turned: up. */
const heading = (map: FlatMap, from: Spot, to: Spot): number => {
  const [x, y] = across(map, from, to);
  return (Math.atan2(x, -y) * 180) / Math.PI;
};

const between = (from: Spot, to: Spot, part: number): Spot => ({
  latitude: from.latitude + (to.latitude - from.latitude) * part,
  longitude: from.longitude + (to.longitude - from.longitude) * part,
});
