// The map by MapLibre GL: the outline of the world, and over it the tiles of a server when there are any.

import { addProtocol, type GeoJSONSource, Map as GlMap, type LngLatLike, Marker, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';

import { type Chart, OUTLINE_ZOOM, type Setting, step } from './chart.ts';
import { element } from './element.ts';
import { colors, graticule, outline } from './outline.ts';
import type { Spot } from './request.ts';
import { words } from './words.ts';

/** How long the first picture may take, in milliseconds; then the map comes when it comes. */
const LIMIT = 8000;

setWorkerUrl('/viewer/map.worker.js');
// Tiles are loaded as pictures, since the policy of this page lets it load pictures from anywhere, but nothing else.
addProtocol('tile', async ({ url }, { signal }) => {
  const image = element('img', { crossorigin: 'anonymous', referrerpolicy: 'no-referrer' });
  signal.addEventListener('abort', () => { image.src = ''; });
  image.src = url.slice('tile://'.length);
  await image.decode();
  return { data: await createImageBitmap(image) };
});

export const openGl = async (container: HTMLElement, { at, zoom, tiles, isDark }: Setting): Promise<Chart> => {
  const map = new GlMap({
    container,
    style: await look(isDark, tiles),
    center: place(at),
    zoom,
    minZoom: 0,
    maxZoom: tiles ? (tiles.maxZoom ?? 19) : OUTLINE_ZOOM.most,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { 'Map.Title': words.map },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  await new Promise<void>((done) => {
    setTimeout(done, LIMIT);
    void map.once('idle', () => {
      container.dataset.drawn = 'gl';
      done();
    });
  });

  return {
    center: () => spot(map.getCenter().wrap()),
    go: (to, zoom) => void map.easeTo({ center: place(to), ...(zoom === undefined ? {} : { zoom }) }),
    zoom: (by) => void map.easeTo({ zoom: map.getZoom() + by }),
    pin: (at, element, dropped) => {
      const marker = new Marker({ element, anchor: 'bottom', draggable: dropped !== undefined }).setLngLat(place(at));
      const [role, label] = [element.getAttribute('role'), element.ariaLabel];
      marker.addTo(map);
      // MapLibre has words of its own for these.
      if (role) element.setAttribute('role', role);
      element.ariaLabel = label;
      if (dropped) {
        marker.on('dragend', () => dropped(spot(marker.getLngLat().wrap())));
        element.addEventListener('keydown', (event) => {
          const by = step(event);
          if (!by) return;
          event.preventDefault();
          event.stopPropagation();
          const { x, y } = map.project(marker.getLngLat());
          marker.setLngLat(map.unproject([x + by[0], y + by[1]]));
          dropped(spot(marker.getLngLat().wrap()));
        });
      }
      return { move: (to) => void marker.setLngLat(place(to)) };
    },
    track: (spots) => {
      const line = { type: 'LineString' as const, coordinates: spots.map(({ latitude, longitude }) => [longitude, latitude]) };
      map.getSource<GeoJSONSource>('track')?.setData({ type: 'Feature', properties: {}, geometry: line });
    },
    onRest: (listener) => void map.on('moveend', listener),
    close: () => map.remove(),
  };
};

const place = ({ latitude, longitude }: Spot): LngLatLike => [longitude, latitude];
const spot = ({ lat, lng }: { lat: number; lng: number }): Spot => ({ latitude: lat, longitude: lng });

const look = async (isDark: boolean, tiles: Setting['tiles']): Promise<StyleSpecification> => {
  const color = colors(isDark);
  const { land, borders, names } = await outline();
  const geojson = (data: GeoJSON.GeoJSON): StyleSpecification['sources'][string] => ({ type: 'geojson', data });
  const lines = { type: 'MultiLineString' as const, coordinates: graticule() };
  const raster = tiles && { type: 'raster' as const, tiles: [`tile://${new URL(tiles.url, location.href).href}`
    // The address's own escaping has taken the braces with it.
    .replaceAll('%7B', '{').replaceAll('%7D', '}')], tileSize: 256, maxzoom: tiles.maxZoom ?? 19 };
  return {
    version: 8,
    sources: {
      land: geojson(land),
      borders: geojson(borders),
      grid: geojson(lines),
      names: geojson({ type: 'FeatureCollection', features: names }),
      track: geojson({ type: 'FeatureCollection', features: [] }),
      ...(raster ? { raster } : {}),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': color.sea } },
      { id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': color.grid } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': color.land, 'fill-outline-color': color.border } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': color.border } },
      // Without a `glyphs` address MapLibre draws letters with the fonts of this machine.
      { id: 'names', type: 'symbol', source: 'names', filter: ['<=', ['get', 'rank'], ['zoom']],
        layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 13, 'text-max-width': 7 },
        paint: { 'text-color': color.name, 'text-halo-color': color.land, 'text-halo-width': 1 } },
      ...(raster ? [{ id: 'raster', type: 'raster' as const, source: 'raster' }] : []),
      { id: 'track', type: 'line', source: 'track', paint: { 'line-color': color.track, 'line-width': 4, 'line-opacity': 0.8 } },
    ],
  };
};
