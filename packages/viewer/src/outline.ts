// The world as an outline: land, borders, and the names of countries, from world-atlas (Natural Earth, public domain; its
// borders are those in effect, by the judgement of its makers). It needs no network, and shows where on the Earth a point
// is, not which street.

import type { Feature, MultiLineString, MultiPolygon, Point, Polygon, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

import { language } from './words.ts';

/** `rank`: the zoom level from which the name has room. */
export type Name = Feature<Point, { name: string; rank: number }>;
export interface Outline {
  land: Feature<MultiPolygon>;
  borders: MultiLineString;
  names: Name[];
}

type World = Topology<{ countries: GeometryCollection<{ name: string }>; land: GeometryCollection }>;

let world: Promise<World> | undefined;

export const outline = async (): Promise<Outline> => {
  world ??= fetch(new URL('./world.json', import.meta.url)).then((answer) => answer.json() as Promise<World>);
  const topology = await world;
  const { countries, land } = topology.objects;
  const polygons = feature(topology, land).features.flatMap(({ geometry }) => parts(geometry as Polygon | MultiPolygon));
  const borders = mesh(topology, countries, (one, other) => one !== other).coordinates;
  return {
    land: { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: polygons } },
    // Only what two countries share: a coast is where land ends.
    borders: { type: 'MultiLineString', coordinates: borders.map(unrolled) },
    names: feature(topology, countries).features.flatMap(({ id, properties, geometry }) =>
      name(countryName(id, properties.name), parts(geometry as Polygon | MultiPolygon))),
  };
};

const parts = (geometry: Polygon | MultiPolygon): Position[][][] =>
  (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((rings) => rings.map(closed));

/** A line across the 180th meridian goes on beyond 180 degrees, instead of once around the Earth. */
const unrolled = (line: Position[]): Position[] => {
  let [turns, before] = [0, line[0]?.[0] ?? 0];
  return line.map(([longitude = 0, latitude = 0]) => {
    if (Math.abs(longitude - before) > 180) turns += longitude < before ? 1 : -1;
    before = longitude;
    return [longitude + 360 * turns, latitude];
  });
};

/** A ring around the pole, which is Antarctica's, does not close when it is unrolled: it does at the pole. */
const closed = (ring: Position[]): Position[] => {
  const open = unrolled(ring);
  const [[from = 0] = [], [to = 0] = []] = [open[0], open.at(-1)];
  return Math.abs(from - to) < 180 ? open : [...open, [to, -90], [from, -90], open[0]!];
};

/** The file has English names and the numbers of ISO 3166; the browser knows the name to a code. */
const countryName = (id: string | number | undefined, english: string): string => {
  const region = id === undefined ? undefined : new Intl.Locale(`und-${id}`).region;
  if (language === 'en' || !region || !/^[A-Z]{2}$/.test(region)) return english;
  return new Intl.DisplayNames(language, { type: 'region' }).of(region) ?? english;
};

/** In the middle of the largest part. */
const name = (text: string, polygons: Position[][][]): Name[] => {
  const middles = polygons.map(([ring = []]) => middle(ring));
  const largest = middles.reduce((one, other) => (other.area > one.area ? other : one));
  if (largest.area === 0) return [];
  const rank = Math.min(Math.max(5.2 - Math.log2(largest.area) / 2, 1), 6);
  const geometry = { type: 'Point' as const, coordinates: [largest.x > 180 ? largest.x - 360 : largest.x, largest.y] };
  return [{ type: 'Feature', properties: { name: text, rank }, geometry }];
};

/** Area (in square degrees) and centre of gravity of a ring. */
const middle = (ring: Position[]): { area: number; x: number; y: number } => {
  let [area, x, y] = [0, 0, 0];
  for (let at = 1; at < ring.length; at++) {
    const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [ring[at - 1]!, ring[at]!];
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return area === 0 ? { area: 0, x: 0, y: 0 } : { area: Math.abs(area), x: x / (6 * area), y: y / (6 * area) };
};

/** Lines of latitude and longitude, every ten degrees. */
export const graticule = (): Position[][] => {
  const lines: Position[][] = [];
  const steps = (from: number, to: number, by: number): number[] =>
    Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, at) => from + at * by);
  for (const longitude of steps(-180, 180, 10)) lines.push(steps(-85, 85, 5).map((latitude) => [longitude, latitude]));
  for (const latitude of steps(-80, 80, 10)) lines.push(steps(-180, 180, 5).map((longitude) => [longitude, latitude]));
  return lines;
};

export interface Colors { sea: string; land: string; border: string; grid: string; name: string; degree: string; track: string }
export const colors = (isDark: boolean): Colors => isDark
  ? { sea: '#1b2a33', land: '#33403b', border: '#6c7a72', grid: '#27404d', name: '#c5cfc9', degree: '#7f98a3', track: '#5aa9ff' }
  : { sea: '#cfe5f0', land: '#f6f4ec', border: '#b3ab98', grid: '#bcd6e3', name: '#5b5546', degree: '#8fa9b5', track: '#1a73e8' };
