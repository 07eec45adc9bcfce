// What the wheels of a `<picker>` say, by its mode, and what comes of them.

export interface Wheels {
  columns: string[][];
  /** The item of each wheel that is in the middle. */
  picked: number[];
  /** Other wheels, when one was turned on which they depend. */
  turn(value: number[], column: number): Wheels | null;
  detail(value: number[]): { value: unknown } & Record<string, unknown>;
}

const none = (): null => null;

export const listWheels = (ranges: unknown[][], key: unknown, value: unknown[]): Wheels => {
  const label = (item: unknown): string =>
    String(typeof key === 'string' && key && item !== null && typeof item === 'object' ? (item as Record<string, unknown>)[key] : item);
  return {
    columns: ranges.map((range) => (Array.isArray(range) ? range.map(label) : [])),
    picked: ranges.map((_, index) => Math.max(0, Number(value[index] ?? 0) || 0)),
    turn: none,
    detail: (value) => ({ value: ranges.length === 1 ? value[0] : value }),
  };
};

const two = (number: number): string => String(number).padStart(2, '0');
const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
const clamp = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));

export const timeWheels = (value: string, start: string, end: string): Wheels => {
  const parse = (text: string, otherwise: [number, number]): [number, number] => {
    const found = /^(\d{1,2}):(\d{1,2})/.exec(text);
    return found ? [Number(found[1]), Number(found[2])] : otherwise;
  };
  const now = new Date();
  const [from, to] = [parse(start, [0, 0]), parse(end, [23, 59])];
  const minutes = ([hour, minute]: [number, number]): number => hour * 60 + minute;
  const at = clamp(minutes(parse(value, [now.getHours(), now.getMinutes()])), minutes(from), minutes(to));
  const [hour, minute] = [Math.floor(at / 60), at % 60];
  const hours = range(from[0], to[0]);
  const inHour = range(hour === from[0] ? from[1] : 0, hour === to[0] ? to[1] : 59);
  const time = ([one = 0, other = 0]: number[]): string => `${two(hours[one] ?? 0)}:${two(inHour[other] ?? inHour.at(-1) ?? 0)}`;
  return {
    columns: [hours.map(two), inHour.map(two)],
    picked: [hours.indexOf(hour), inHour.indexOf(minute)],
    turn: (value, column) => (column === 0 ? timeWheels(`${hours[value[0] ?? 0]}:${inHour[value[1] ?? 0] ?? 0}`, start, end) : null),
    detail: (value) => ({ value: time(value) }),
  };
};

type Day = [year: number, month: number, day: number];

/** A picker of days goes no further than this when it is told no limits (WeChat's goes as far: seen). */
const FIRST: Day = [1900, 1, 1];
const LAST: Day = [2100, 12, 31];

export const dateWheels = (value: string, start: string, end: string, fields: string): Wheels => {
  const parse = (text: string, otherwise: Day): Day => {
    const found = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?/.exec(text);
    return found ? [Number(found[1]), Number(found[2] ?? otherwise[1]), Number(found[3] ?? otherwise[2])] : otherwise;
  };
  const now = new Date();
  const [from, to] = [parse(start, FIRST), parse(end, LAST)];
  const order = ([year, month, day]: Day): number => (year * 100 + month) * 100 + day;
  let at = parse(value, [now.getFullYear(), now.getMonth() + 1, now.getDate()]);
  at[2] = Math.min(at[2], new Date(at[0], at[1], 0).getDate());
  if (order(at) < order(from)) at = from;
  if (order(at) > order(to)) at = to;
  const [year, month, day] = at;
  const isFirst = year === from[0];
  const isLast = year === to[0];
  const parts = [
    range(from[0], to[0]),
    range(isFirst ? from[1] : 1, isLast ? to[1] : 12),
    range(isFirst && month === from[1] ? from[2] : 1, isLast && month === to[1] ? to[2] : new Date(year, month, 0).getDate()),
  ].slice(0, fields === 'year' ? 1 : fields === 'month' ? 2 : 3);
  const pick = (value: number[]): number[] => parts.map((part, index) => part[value[index] ?? 0] ?? part.at(-1) ?? 0);
  const written = (value: number[]): string => pick(value).map((part) => two(part)).join('-');
  return {
    columns: parts.map((part) => part.map(two)),
    picked: parts.map((part, index) => part.indexOf([year, month, day][index]!)),
    turn: (value, column) => (column < parts.length - 1 ? dateWheels(written(value), start, end, fields) : null),
    detail: (value) => ({ value: written(value) }),
  };
};

/** Provinces, cities and districts by their six-digit codes. */
interface Areas {
  province_list: Record<string, string>;
  city_list: Record<string, string>;
  county_list: Record<string, string>;
}

export const regionWheels = async (value: string[], custom: string, level: string): Promise<Wheels> => {
  const { areaList } = (await import('@vant/area-data')) as { areaList: Areas };
  return regions(areaList, value, custom, level);
};

const regions = (areas: Areas, value: string[], custom: string, level: string): Wheels => {
  const extra: [string, string][] = custom ? [['', custom]] : [];
  const below = (list: Record<string, string>, prefix: string): [string, string][] =>
    Object.entries(list).filter(([code]) => code.startsWith(prefix));
  const index = (list: [string, string][], name: string | undefined): number => Math.max(0, list.findIndex(([, label]) => label === name));
  const lists: [string, string][][] = [];
  const picked: number[] = [];
  let prefix = '';
  const depth = level === 'province' ? 1 : level === 'city' ? 2 : 3;
  for (const [at, list] of [areas.province_list, areas.city_list, areas.county_list].slice(0, depth).entries()) {
    const own = [...extra, ...(at > 0 && !prefix ? [] : below(list, prefix))];
    const chosen = index(own, value[at]);
    lists.push(own);
    picked.push(chosen);
    prefix = (own[chosen]?.[0] ?? '').slice(0, (at + 1) * 2);
  }
  const names = (value: number[]): string[] => lists.map((list, at) => list[value[at] ?? 0]?.[1] ?? '');
  return {
    columns: lists.map((list) => list.map(([, label]) => label)),
    picked,
    turn: (value, column) => (column < depth - 1 ? regions(areas, names(value).slice(0, column + 1), custom, level) : null),
    detail: (value) => ({ value: names(value), code: lists.map((list, at) => list[value[at] ?? 0]?.[0] ?? '') }),
  };
};
