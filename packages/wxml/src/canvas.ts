// Canvases, and what is done to them: the commands of packages/logic/src/canvas, carried out on the browser's own objects.

import { BuiltIn, isOn } from './built-in/element.ts';
import { isKnown, element } from './nodes.ts';

type Command = [what: 0 | 1 | 2, object: number, name: string, ...rest: unknown[]];
type Any = Record<string, unknown>;
type Drawing = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const objects = new Map<number, unknown>();
/** Those of the older interface: they count in pixels of styles. */
const old = new WeakSet<object>();
const pictures = new Map<string, Promise<HTMLImageElement | null>>();
let hasToldMissing = false;

export class Canvas extends BuiltIn {
  readonly canvas = document.createElement('canvas');

  constructor() {
    super();
    this.canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
    const layer = document.createElement('div');
    layer.style.cssText = 'position:absolute;inset:0;overflow:hidden';
    layer.append(document.createElement('slot'));
    this.attachShadow({ mode: 'open' }).append(this.canvas, layer);
  }

  set(name: string, value: unknown): void {
    // A finger that draws must not scroll the page.
    if (name === 'disable-scroll') this.toggleAttribute('disable-scroll', isOn(value));
    else if (typeof value === 'string') this.setAttribute(name, value);
  }
}

/** What a number stands for. A page that was loaded again has lost what was there before. */
const object = (number: number): Any | null => {
  const found = objects.get(number);
  if (!found && !hasToldMissing) {
    hasToldMissing = true;
    console.warn('a canvas was drawn before the page was loaded again: it is empty until the program draws it anew');
  }
  return (found as Any | undefined) ?? null;
};

const bytes = (text: string): Uint8ClampedArray<ArrayBuffer> => Uint8ClampedArray.from(atob(text), (letter) => letter.charCodeAt(0));

const decoded = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  const given = value as { $?: number; w?: number; h?: number; b?: string };
  if (given.$ !== undefined) return objects.get(given.$);
  if (given.b !== undefined) return given.w ? new ImageData(bytes(given.b), given.w, given.h!) : bytes(given.b);
  return value;
};

/** Commands wait for those before them, which may wait for a picture. */
let queue: Promise<void> | null = null;

export const draw = (commands: Command[]): void => {
  if (queue) {
    const mine: Promise<void> = queue.then(() => run(commands, 0)).then(() => void (queue === mine && (queue = null)));
    queue = mine;
    return;
  }
  const waiting = run(commands, 0);
  if (!waiting) return;
  const mine: Promise<void> = waiting.then(() => void (queue === mine && (queue = null)));
  queue = mine;
};

/** Gives a promise when it has to wait in the middle. */
const run = (commands: Command[], from: number): Promise<void> | undefined => {
  for (let at = from; at < commands.length; at += 1) {
    const command = commands[at]!;
    const [what, number, kind, source] = command;
    if (what === 2 && kind === 'image' && typeof source === 'string') {
      return loadPicture(new window.Image(), source).then((image) => {
        if (image) objects.set(number, image);
        return run(commands, at + 1);
      });
    }
    const address = pictureOf(command);
    if (address !== null) {
      return picture(address).then((image) => {
        if (image) carryOut([0, command[1], 'drawImage', [image, ...(command[3] as unknown[]).slice(1)]]);
        return run(commands, at + 1);
      });
    }
    carryOut(command);
  }
  return undefined;
};

/** `drawImage` of the older interface takes an address. */
const pictureOf = ([what, , name, args]: Command): string | null => {
  const first = what === 0 && name === 'drawImage' ? (args as unknown[])[0] : null;
  return typeof first === 'string' ? first : null;
};

const picture = (address: string): Promise<HTMLImageElement | null> => {
  const known = pictures.get(address) ?? loadPicture(new window.Image(), address).then((image) => image);
  pictures.set(address, known);
  return known;
};

/** First so that the canvas stays readable; a server that does not allow that gets asked without. */
const loadPicture = async (image: HTMLImageElement, address: string): Promise<HTMLImageElement | null> => {
  for (const mode of ['anonymous', null]) {
    image.crossOrigin = mode;
    image.src = address;
    try {
      await image.decode();
      return image;
    } catch {
      if (image.naturalWidth > 0) return image;
    }
  }
  return null;
};

const carryOut = ([what, number, name, ...rest]: Command): void => {
  try {
    if (what === 2) objects.set(number, make(name, rest));
    else if (what === 1) put(object(number), name, decoded(rest[0]));
    else call(object(number), name, rest[0] as unknown[], rest[1] as number | undefined);
  } catch (error) {
    console.error(`canvas: ${name}:`, error);
  }
};

const make = (kind: string, rest: unknown[]): unknown => {
  if (kind === 'canvas') return document.createElement('canvas');
  if (kind === 'image') return new window.Image();
  if (kind === 'path') return new Path2D(decoded(rest[0]) as Path2D | string | undefined);
  const found = isKnown(rest[0] as number) ? element(rest[0] as number) : null;
  return found instanceof Canvas ? found.canvas : null;
};

const put = (target: Any | null, name: string, value: unknown): void => {
  if (target) target[name] = value;
};

const call = (target: Any | null, name: string, given: unknown[], result?: number): void => {
  if (!target) return;
  const args = given.map(decoded);
  if (old.has(target) && OLD[name]) return OLD[name](target as unknown as CanvasRenderingContext2D, args);
  let value: unknown;
  if (name === 'getContext' && args[0] === 'old') {
    value = (target as unknown as HTMLCanvasElement).getContext('2d');
    old.add(value as object);
  } else {
    if (name === 'setTransform' && args.length === 1) args[0] = new DOMMatrix(args[0] as never);
    value = (target[name] as (...args: unknown[]) => unknown).apply(target, args);
  }
  if (result !== undefined) objects.set(result, value);
};

/** What the older interface does by itself. */
const OLD: Record<string, (context: CanvasRenderingContext2D, args: unknown[]) => void> = {
  begin: (context, [keeps]) => {
    const { canvas } = context;
    const [width, height] = [Math.round(canvas.clientWidth * devicePixelRatio), Math.round(canvas.clientHeight * devicePixelRatio)];
    // Setting the size empties it.
    if (canvas.width !== width || canvas.height !== height || !keeps) [canvas.width, canvas.height] = [width, height];
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.save();
  },
  end: (context) => {
    // However many times the program has saved: at the bottom, this does nothing.
    for (let at = 0; at < 64; at += 1) context.restore();
  },
  oldPut: (context, [pixels, x, y]) => {
    const { width, height } = pixels as ImageData;
    const copy = Object.assign(document.createElement('canvas'), { width, height });
    copy.getContext('2d')!.putImageData(pixels as ImageData, 0, 0);
    OLD.begin!(context, [true]);
    context.clearRect(x as number, y as number, width, height);
    context.drawImage(copy, x as number, y as number);
    OLD.end!(context, []);
  },
  setTransform: (context, args) => {
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.transform(...(args as [number, number, number, number, number, number]));
  },
};

// --- questions

const base64 = (data: Uint8ClampedArray): string => {
  let text = '';
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return btoa(text);
};

const METRICS = [
  'width', 'actualBoundingBoxLeft', 'actualBoundingBoxRight', 'actualBoundingBoxAscent', 'actualBoundingBoxDescent', 'fontBoundingBoxAscent',
  'fontBoundingBoxDescent', 'emHeightAscent', 'emHeightDescent', 'hangingBaseline', 'alphabeticBaseline', 'ideographicBaseline',
] as const;

const plain = (value: unknown): unknown => {
  if (value instanceof ImageData) return { w: value.width, h: value.height, b: base64(value.data) };
  if (value instanceof TextMetrics) return Object.fromEntries(METRICS.map((name) => [name, value[name as 'width']]));
  if (value instanceof DOMMatrix) return { a: value.a, b: value.b, c: value.c, d: value.d, e: value.e, f: value.f };
  return value;
};

/** One call whose value is wanted. */
export const askCanvas = async ([number, method, args]: [number, string, unknown[]]): Promise<unknown> => {
  await queue;
  const target = objects.get(number) as Any | undefined;
  if (!target) throw new Error('the canvas is not in the page');
  if (method === 'frame') return new Promise((done) => requestAnimationFrame(done));
  if (method === 'load') {
    const image = await loadPicture(target as unknown as HTMLImageElement, args[0] as string);
    return image && [image.naturalWidth, image.naturalHeight];
  }
  if (method === 'oldPixels') return plain(oldPixels(target as unknown as CanvasRenderingContext2D, args as [number, number, number, number]));
  if (method === 'picture') return exported(target as unknown as HTMLCanvasElement, args[0] as Export);
  if (method === 'measureText' && args.length === 2) return measured(target as unknown as Drawing, args as [string, string]);
  return plain((target[method] as (...args: unknown[]) => unknown).apply(target, args.map(decoded)));
};

/** In pixels of styles. */
const oldPixels = ({ canvas }: CanvasRenderingContext2D, [x, y, width, height]: [number, number, number, number]): ImageData => {
  const ratio = canvas.width / (canvas.clientWidth || canvas.width);
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d')!;
  context.drawImage(canvas, x * ratio, y * ratio, width * ratio, height * ratio, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
};

const measured = (context: Drawing, [text, font]: [string, string]): unknown => {
  context.save();
  context.font = font;
  const metrics = plain(context.measureText(text));
  context.restore();
  return metrics;
};

interface Export {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  destWidth?: number;
  destHeight?: number;
  fileType?: string;
  quality?: number;
  isOld?: boolean;
}

/** A part of the canvas as a picture; of the older interface in pixels of styles. */
const exported = (canvas: HTMLCanvasElement, { isOld, fileType, quality, ...part }: Export): string => {
  const ratio = isOld ? canvas.width / (canvas.clientWidth || canvas.width) : 1;
  const { x = 0, y = 0, width = canvas.width / ratio - x, height = canvas.height / ratio - y } = part;
  const { destWidth = width * devicePixelRatio, destHeight = height * devicePixelRatio } = part;
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [Math.max(1, Math.round(destWidth)), Math.max(1, Math.round(destHeight))];
  copy.getContext('2d')!.drawImage(canvas, x * ratio, y * ratio, width * ratio, height * ratio, 0, 0, copy.width, copy.height);
  return copy.toDataURL(fileType === 'jpg' ? 'image/jpeg' : 'image/png', quality);
};

/** The program begins anew. */
export const forgetCanvases = (): void => objects.clear();
