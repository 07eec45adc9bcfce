// A GPX track in the browser: its points, and where one is after some time. Pure but for the XML parser.

export interface Point {
  latitude: number;
  longitude: number;
  altitude: number;
  /** Seconds from the beginning. */
  time: number;
}

/** Metres a second, for a track without times: a walk, as the device file has it. */
const WALK = 1.4;
const EARTH = 6_371_000;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two points: the great circle. */
export const distance = (a: Pick<Point, 'latitude' | 'longitude'>, b: Pick<Point, 'latitude' | 'longitude'>): number => {
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const half = Math.sin((to - from) / 2) ** 2 +
    Math.cos(from) * Math.cos(to) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
};

/** None when it is no GPX with at least two points. */
export const parseTrack = (text: string): Point[] | undefined => {
  const xml = new DOMParser().parseFromString(text, 'application/xml');
  if (xml.querySelector('parsererror')) return undefined;
  const track = [...xml.getElementsByTagName('trkpt')];
  const found = track.length ? track : [...xml.getElementsByTagName('rtept')];
  const points: Point[] = [];
  let began: number | undefined;
  for (const element of found) {
    const [latitude, longitude] = [Number(element.getAttribute('lat')), Number(element.getAttribute('lon'))];
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) continue;
    const told = Date.parse(element.getElementsByTagName('time')[0]?.textContent ?? '') / 1000;
    const before = points.at(-1);
    if (Number.isFinite(told)) began ??= told - (before?.time ?? 0);
    const here = { latitude, longitude };
    const walked = before ? before.time + distance(before, here) / WALK : 0;
    const time = Number.isFinite(told) && began !== undefined ? told - began : walked;
    const altitude = Number(element.getElementsByTagName('ele')[0]?.textContent ?? 0) || 0;
    points.push({ ...here, altitude, time: Math.max(time, before?.time ?? 0) });
  }
  return points.length < 2 ? undefined : points;
};

export interface Moment extends Point {
  /** Metres a second, as recorded. */
  speed: number;
}

/** Where one is after so many seconds: between two points, between them. */
export const at = (points: readonly Point[], time: number): Moment | undefined => {
  const next = points.findIndex((point) => point.time > time);
  const to = points[next < 0 ? points.length - 1 : next];
  const from = points[next < 0 ? points.length - 1 : next - 1] ?? points[0];
  if (!to || !from) return undefined;
  const length = to.time - from.time;
  const part = length > 0 ? Math.min(1, Math.max(0, (time - from.time) / length)) : 0;
  const between = (a: number, b: number): number => a + (b - a) * part;
  return {
    latitude: between(from.latitude, to.latitude),
    longitude: between(from.longitude, to.longitude),
    altitude: between(from.altitude, to.altitude),
    time,
    speed: length > 0 ? distance(from, to) / length : 0,
  };
};
