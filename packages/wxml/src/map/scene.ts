// What a `<map>` shows, and what `MapContext` does with it.

import { FlatMap, type Cause, type Point } from '../../../viewer/src/flat_map.ts';
import type { Spot } from '../../../viewer/src/request.ts';
import { isOn, number, text } from '../built-in/element.ts';
import { drive } from './drive.ts';
import { given, list, spot, spots, type Given } from './given.ts';
import { aside, Marker, markersOf, type Part } from './marker.ts';
import { Scale } from './scale.ts';
import { lineAt, paint, type Shapes } from './shapes.ts';
import { LOOK } from './style.ts';

type Tell = (type: string, detail: unknown, extra?: Given) => void;
/** The element in the page. */
interface Owner extends HTMLElement { readonly stage: HTMLElement }

/** WeChat documentation. */
const SCALE = { usual: 16, least: 3, most: 20 };
/** The vendor's levels are those of tiles 256 pixels wide; the map counts with 512 (assumed: it is so for maps on the web). */
const toZoom = (scale: number): number => scale - 1;
const toScale = (zoom: number): number => zoom + 1;
/** Around what `include-points` names (assumed). */
const AROUND = [40, 40, 40, 40];

interface Ground { picture: HTMLImageElement; bounds: { southwest: Spot; northeast: Spot } }

export class Scene {
  private readonly map: FlatMap;
  private readonly markersLayer = document.createElement('div');
  private readonly dot = document.createElement('i');
  private readonly scaleBar: Scale;
  private readonly shapes: Shapes = { polygons: [], circles: [], polylines: [], arcs: [] };
  private readonly grounds = new Map<string, Ground>();
  private markers: Marker[] = [];
  private range = { least: SCALE.least, most: SCALE.most };
  /** Where the phone is: `undefined` until that is known, `null` when it will not be. */
  private here: Spot | null | undefined;
  private readonly waiting: (() => void)[] = [];
  private isShown = false;
  private isDue = false;

  constructor(private readonly owner: Owner, private readonly tell: Tell) {
    const style = document.createElement('style');
    style.textContent = LOOK;
    owner.shadowRoot?.prepend(style);
    const isDark = document.documentElement.hasAttribute('look-dark') && matchMedia('(prefers-color-scheme: dark)').matches;
    const zoom = { zoom: toZoom(SCALE.usual), least: toZoom(SCALE.least), most: toZoom(SCALE.most) };
    this.map = new FlatMap(owner.stage, { at: { latitude: 39.92, longitude: 116.46 }, ...zoom, isDark });
    this.map.onPaint = (context) => this.paint(context);
    this.map.onBegin = () => this.tellRegion('begin', 'gesture');
    this.map.onRest = (cause) => this.tellRegion('end', cause);
    this.dot.className = 'here';
    this.dot.hidden = true;
    this.markersLayer.className = 'markers';
    this.scaleBar = new Scale(this.map);
    owner.stage.append(this.dot, this.markersLayer, this.scaleBar.element, source());
    void this.map.ready.then(() => {
      this.isShown = true;
      owner.stage.dataset.drawn = '';
      this.tell('updated', {});
    });
  }

  close(): void {
    this.map.close();
  }

  /** Attributes of one turn, or of the beginning. */
  set(attributes: ReadonlyMap<string, unknown>): void {
    const moves = ['longitude', 'latitude', 'scale', 'include-points'].some((name) => attributes.has(name));
    if (moves && this.isShown) this.tellRegion('begin', 'update');
    for (const [name, value] of attributes) this.setOne(name, value);
    if (!this.isShown) return this.map.draw();
    this.due(moves);
  }

  /** Several attributes of one turn are one picture, and one `regionchange`. */
  private due(moves: boolean): void {
    this.moved ||= moves;
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.map.draw();
      this.tell('updated', {});
      if (this.moved) this.tellRegion('end', 'update');
      this.moved = false;
    });
  }

  private moved = false;

  private setOne(name: string, value: unknown): void {
    const { map, shapes } = this;
    switch (name) {
      case 'latitude':
      case 'longitude':
        return map.go({ ...map.center, [name]: number(value, map.center[name]) });
      case 'scale':
        return map.go(map.center, toZoom(number(value, SCALE.usual)));
      case 'min-scale':
      case 'max-scale':
        if (name === 'min-scale') this.range.least = Math.max(number(value, SCALE.least), SCALE.least);
        else this.range.most = Math.min(number(value, SCALE.most), SCALE.most);
        return map.limit(toZoom(this.range.least), toZoom(this.range.most));
      case 'markers':
      case 'covers':
        return this.setMarkers(markersOf(value));
      case 'polyline':
        return void (shapes.polylines = list(value));
      case 'polygons':
        return void (shapes.polygons = list(value));
      case 'circles':
        return void (shapes.circles = list(value));
      case 'include-points':
        return map.fit(spots(value), AROUND);
      case 'show-location':
        this.dot.hidden = !isOn(value) || !this.here;
        if (!isOn(value)) this.here = undefined;
        return;
      case 'show-scale':
        return this.scaleBar.show(isOn(value));
      case 'enable-zoom':
        return void (map.allows.zoom = isOn(value ?? true));
      case 'enable-scroll':
        map.allows.drag = isOn(value ?? true);
        map.canvas.style.touchAction = map.allows.drag ? 'none' : 'pan-x pan-y';
        return;
      case 'setting':
        for (const [key, one] of Object.entries(given(value))) {
          this.setOne(key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), one);
        }
    }
  }

  private setMarkers(markers: Marker[]): void {
    this.markers = markers;
    this.markersLayer.replaceChildren(...markers.map(({ element }) => element));
    // An icon without a size has its own when it has come.
    for (const picture of this.markersLayer.querySelectorAll('img')) picture.onload = () => this.map.draw();
  }

  private marker(id: unknown): Marker {
    const found = this.markers.find((marker) => marker.id === number(id, NaN));
    if (!found) throw new Error(`there is no marker ${text(id)}`);
    return found;
  }

  private paint(context: CanvasRenderingContext2D): void {
    for (const { picture, bounds } of this.grounds.values()) {
      const [left, bottom] = this.map.toScreen(bounds.southwest);
      const [right, top] = this.map.toScreen(bounds.northeast);
      Object.assign(picture.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    }
    paint(context, this.map, this.shapes);
    for (const marker of this.markers) marker.place(this.map.toScreen(marker.at));
    for (const callout of this.owner.querySelectorAll<HTMLElement>('[marker-id]')) this.placeCustom(callout);
    if (this.here) this.dot.style.translate = this.map.toScreen(this.here).map((part) => `${part}px`).join(' ');
    this.scaleBar.draw();
  }

  /** A bubble of the program's own. */
  private placeCustom(callout: HTMLElement): void {
    const marker = this.markers.find(({ id }) => id === Number(callout.getAttribute('marker-id')));
    const { style } = callout;
    style.display = marker?.showsCustom ? '' : 'none';
    if (!marker?.showsCustom) return;
    const [x, y] = this.map.toScreen(marker.at);
    Object.assign(style, { position: 'absolute', left: `${x}px`, top: `${y}px` });
    aside(callout, given(marker.given.customCallout), marker.above);
  }

  // --- what a finger does

  /** What the map's own `tap` says; null when the finger was on something else. */
  tapped({ clientX, clientY }: { clientX: number; clientY: number }): Given | null {
    const hit = (this.owner.shadowRoot?.elementFromPoint(clientX, clientY) as HTMLElement | null)?.closest<HTMLElement>('[data-part]');
    const id = Number(hit?.parentElement?.dataset.marker);
    if (hit) {
      const part = hit.dataset.part as Part;
      if (part === 'marker') this.open(id);
      this.tell(`${part}tap`, { markerId: id });
      return null;
    }
    this.open(null);
    const { left, top } = this.owner.stage.getBoundingClientRect();
    const point: Point = [clientX - left, clientY - top];
    const place = this.map.toSpot(point);
    const line = lineAt(this.map.canvas.getContext('2d')!, this.map, this.shapes.polylines, point);
    if (line !== undefined) this.tell('polylinetap', { polylineId: line, ...place });
    return { ...place };
  }

  /** The bubble of one marker. */
  private open(id: number | null): void {
    for (const marker of this.markers) marker.show(marker.id === id);
    this.map.draw();
  }

  private tellRegion(type: 'begin' | 'end', causedBy: Cause | 'gesture'): void {
    const { center: centerLocation, corners: region, zoom } = this.map;
    const what = type === 'end' ? { rotate: 0, skew: 0, scale: toScale(zoom), centerLocation, region } : {};
    // The event itself is called `begin` or `end` (WeChat documentation).
    this.tell('regionchange', { type, causedBy, ...what }, { type, causedBy });
  }

  private locating(): Promise<void> {
    return this.here === undefined ? new Promise((done) => this.waiting.push(done)) : Promise.resolve();
  }

  // --- what the program has it do

  act(method: string, options: unknown): unknown {
    const act = this.methods[method];
    if (!act) throw new Error(`this map is flat and has no ${method}`);
    return act(given(options));
  }

  /** As the program's own change of the view. */
  private update(change: () => void): object {
    this.tellRegion('begin', 'update');
    change();
    this.tellRegion('end', 'update');
    return {};
  }

  private readonly methods: Record<string, (options: Given) => unknown> = {
    located: (options) => {
      this.here = spot(options);
      this.dot.hidden = !this.here;
      for (const done of this.waiting.splice(0)) done();
      this.map.draw();
    },
    getCenterLocation: () => this.map.center,
    getRegion: () => this.map.corners,
    getScale: () => ({ scale: toScale(this.map.zoom) }),
    getRotate: () => ({ rotate: 0 }),
    getSkew: () => ({ skew: 0 }),
    moveToLocation: async (options) => {
      const to = spot(options);
      if (!to) await this.locating();
      const there = to ?? this.here;
      if (!there) throw new Error('the place of the phone is not known');
      return this.update(() => this.map.go(there));
    },
    includePoints: ({ points, padding }) =>
      this.update(() => this.map.fit(spots(points), Array.isArray(padding) ? padding.map((part) => number(part, 0)) : AROUND)),
    translateMarker: ({ markerId, destination, autoRotate, rotate, duration }) => {
      const [marker, to] = [this.marker(markerId), spot(destination)];
      if (!to) throw new Error('destination is no place');
      if (rotate !== undefined) marker.turn = number(rotate, 0);
      return drive(this.map, marker, [to], number(duration, 1000), isOn(autoRotate), () => this.map.draw());
    },
    moveAlong: ({ markerId, path, autoRotate, duration }) => {
      const [marker, way] = [this.marker(markerId), spots(path)];
      if (way.length === 0) throw new Error('path has no places');
      return drive(this.map, marker, way, number(duration, 1000), isOn(autoRotate ?? true), () => this.map.draw());
    },
    addMarkers: ({ markers, clear }) => {
      const added = markersOf(markers);
      const kept = isOn(clear) ? [] : this.markers.filter(({ id }) => !added.some((one) => one.id === id));
      this.setMarkers([...kept, ...added]);
      this.map.draw();
    },
    removeMarkers: ({ markerIds }) => {
      const gone = new Set(Array.isArray(markerIds) ? markerIds.map(Number) : []);
      this.setMarkers(this.markers.filter(({ id }) => !gone.has(id)));
      this.map.draw();
    },
    toScreenLocation: (options) => {
      const at = spot(options);
      if (!at) throw new Error('that is no place');
      const [x, y] = this.map.toScreen(at);
      return { x, y };
    },
    fromScreenLocation: ({ x, y }) => this.map.toSpot([number(x, 0), number(y, 0)]),
    setCenterOffset: ({ offset }) => {
      const [x = 0.5, y = 0.5] = Array.isArray(offset) ? offset.map(Number) : [];
      const inside = (part: number): number => Math.min(Math.max(part, 0.25), 0.75);
      return this.update(() => {
        this.map.origin = [inside(x), inside(y)];
        this.map.draw();
      });
    },
    setBoundary: ({ southwest, northeast }) => {
      const [from, to] = [spot(southwest), spot(northeast)];
      if (!from || !to) throw new Error('southwest and northeast are no places');
      return this.update(() => {
        this.map.bounds = { southwest: from, northeast: to };
        this.map.go(this.map.center);
      });
    },
    setLocMarkerIcon: ({ iconPath }) => {
      this.dot.style.background = iconPath ? `center / contain no-repeat url("${encodeURI(text(iconPath))}")` : '';
    },
    addArc: (options) => {
      this.shapes.arcs = [...this.shapes.arcs.filter(({ id }) => id !== options.id), options];
      this.map.draw();
    },
    removeArc: ({ id }) => {
      this.shapes.arcs = this.shapes.arcs.filter((arc) => arc.id !== id);
      this.map.draw();
    },
    addGroundOverlay: (options) => this.setGround(options),
    updateGroundOverlay: (options) => this.setGround(options),
    removeGroundOverlay: ({ id }) => {
      this.grounds.get(text(id))?.picture.remove();
      this.grounds.delete(text(id));
    },
  };

  /** A picture that lies on the ground. */
  private setGround({ id, src, bounds, visible, opacity, zIndex }: Given): void {
    const [southwest, northeast] = [spot(given(bounds).southwest), spot(given(bounds).northeast)];
    if (!southwest || !northeast) throw new Error('bounds need southwest and northeast');
    const picture = this.grounds.get(text(id))?.picture ?? document.createElement('img');
    picture.className = 'ground';
    picture.src = text(src);
    picture.hidden = !isOn(visible ?? true);
    Object.assign(picture.style, { opacity: text(opacity ?? 1), zIndex: text(number(zIndex, 1)) });
    this.grounds.set(text(id), { picture, bounds: { southwest, northeast } });
    this.dot.before(picture);
    this.map.draw();
  }
}

const source = (): HTMLElement => {
  const whose = document.createElement('small');
  whose.textContent = 'Natural Earth';
  return whose;
};
