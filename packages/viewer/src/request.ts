// What is to be looked at: JSON in the address's fragment (`/viewer/#show=<JSON, percent-encoded>`), written by the host
// (`viewer_address` in crates/engine/src/view.rs) or by the phone's page, which shows the viewer in a frame. Anything else
// is nothing. And what the viewer says to the page around that frame: see `Answer`.

/** Latitude and longitude in degrees: GCJ-02 in `location` and `place`, as the API has them; WGS-84 in `pick`. */
export interface Spot { latitude: number; longitude: number }
export interface Place extends Spot { name: string; address: string }

/** A raster map of somebody's server. Without one, maps are drawn from an outline of the world that needs no network. */
export interface Tiles {
  /** With `{z}`, `{x}` and `{y}`. Loaded as pictures of another origin: the server must allow that (CORS). */
  url: string;
  /** Whose map it is; shown on it, as text. */
  attribution: string;
  /** The last zoom level that there is; 19 when absent. */
  maxZoom?: number;
  /** What the map's coordinates are; WGS-84 when absent. */
  datum?: 'wgs84' | 'gcj02';
}

/** What every request may have. */
export interface Manner {
  /** Without it, the browser's. */
  theme?: 'light' | 'dark';
  /** `en`, `zh-CN` …; without it, the browser's. */
  language?: string;
}

export interface Images extends Manner { kind: 'image'; urls: string[]; current: number }
/** `type`: an extension (`pdf`) or a media type; without it, the extension of the name or address is taken. */
export interface Document extends Manner { kind: 'document'; url: string; name: string; type: string; size?: number }
/** `openLocation`: looks at a place. `scale` is 5 to 18. */
export interface Location extends Manner, Place { kind: 'location'; scale: number; infoUrl: string; tiles?: Tiles }
/** `chooseLocation`: answered by `place` or `close`. The map starts around the point, else at the first of the places. */
export interface Choice extends Manner, Partial<Spot> {
  kind: 'place';
  places: Place[];
  /** What is around the frame has a title and a way out already. */
  isBare: boolean;
  tiles?: Tiles;
}
/** A marker that is dragged; answered by `position` as often as it is let go. A new request moves it. */
export interface Position extends Manner, Spot { kind: 'pick'; track: [latitude: number, longitude: number][]; tiles?: Tiles }
export type Request = Images | Document | Location | Choice | Position;

/** What may be left out of a request when it is written. */
type Optional<T, K extends PropertyKey> = T extends unknown ? Omit<T, K & keyof T> & Partial<Pick<T, K & keyof T>> : never;
/** A request as it is written into the address. */
export type Asked = Optional<Request, 'current' | 'name' | 'address' | 'type' | 'scale' | 'infoUrl' | 'places' | 'isBare' | 'track'>;

/** What the viewer says to the page around it with `postMessage`, to its own origin only. */
export type Answer =
  /** What was asked for is there, or has visibly failed. */
  | { viewer: 'shown' }
  /** The person is done with it. */
  | { viewer: 'close' }
  /** The place that was chosen (GCJ-02). Without one of the given places, the name is "latitude, longitude". */
  | { viewer: 'place' } & Place
  /** Where the marker was let go (WGS-84). */
  | { viewer: 'position' } & Spot;

type Given = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null;

/** The fragment that asks for it, `#` included. */
export const fragment = (asked: Asked): string => `#show=${encodeURIComponent(JSON.stringify(asked))}`;

export const parse = (fragment: string): Request | undefined => {
  let given: unknown;
  try {
    given = JSON.parse(new URLSearchParams(fragment.slice(1)).get('show') ?? 'null');
  } catch {
    return undefined;
  }
  if (!isObject(given)) return undefined;
  const request = content(given);
  return request && { ...manner(given), ...request };
};

/** Theme and language, also of a request that is otherwise nothing. */
const manner = ({ theme, language }: Given): Manner => ({
  ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
  ...(text(language) ? { language: text(language) } : {}),
});

const content = (given: Given): Request | undefined => {
  switch (given.kind) {
    case 'image': return images(given);
    case 'document': return documentOf(given);
    case 'location': return locationOf(given);
    case 'place': return choice(given);
    case 'pick': return pick(given);
    default: return undefined;
  }
};

const images = (given: Given): Images | undefined => {
  const urls = (Array.isArray(given.urls) ? given.urls : []).filter((url): url is string => typeof url === 'string');
  if (urls.length === 0) return undefined;
  const current = Number.isInteger(given.current) ? (given.current as number) : 0;
  return { kind: 'image', urls, current: Math.min(Math.max(current, 0), urls.length - 1) };
};

const documentOf = (given: Given): Document | undefined => {
  const url = text(given.url);
  if (!url) return undefined;
  const name = text(given.name) || url.split('/').pop() || url;
  const type = (text(given.type) || (/\.([a-z0-9]+)$/i.exec(name)?.[1] ?? '')).toLowerCase();
  const size = typeof given.size === 'number' ? { size: given.size } : {};
  return { kind: 'document', url, name, type, ...size };
};

const spot = (given: unknown): Spot | undefined => {
  if (!isObject(given)) return undefined;
  const { latitude, longitude } = given;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
};

const place = (given: unknown): Place | undefined => {
  const at = spot(given);
  return at && isObject(given) ? { ...at, name: text(given.name), address: text(given.address) } : undefined;
};

const tiles = ({ tiles }: Given): { tiles?: Tiles } => {
  if (!isObject(tiles) || !/^https?:\/\/|^\//.test(text(tiles.url))) return {};
  const { maxZoom, datum } = tiles;
  return {
    tiles: {
      url: text(tiles.url),
      attribution: text(tiles.attribution),
      ...(typeof maxZoom === 'number' ? { maxZoom } : {}),
      ...(datum === 'gcj02' ? { datum } : {}),
    },
  };
};

const locationOf = (given: Given): Location | undefined => {
  const at = place(given);
  const scale = typeof given.scale === 'number' ? Math.min(Math.max(given.scale, 5), 18) : 18;
  return at && { kind: 'location', ...at, scale, infoUrl: text(given.infoUrl), ...tiles(given) };
};

const choice = (given: Given): Choice => {
  const places = (Array.isArray(given.places) ? given.places : []).map(place).filter((one) => one !== undefined);
  return { kind: 'place', ...spot(given), places, isBare: given.isBare === true, ...tiles(given) };
};

const pick = (given: Given): Position | undefined => {
  const isPoint = (one: unknown): one is [number, number] =>
    Array.isArray(one) && typeof one[0] === 'number' && typeof one[1] === 'number';
  const at = spot(given);
  return at && { kind: 'pick', ...at, track: Array.isArray(given.track) ? given.track.filter(isPoint) : [], ...tiles(given) };
};
