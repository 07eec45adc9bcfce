// A position that is dragged: the map of the Device panel. It has no title bar, and a new request moves its marker.

import { type Chart, drop, openChart, type Pin } from './chart.ts';
import { element } from './element.ts';
import { frame } from './frame.ts';
import { tell } from './host.ts';
import { noMap } from './location.ts';
import type { Position, Spot } from './request.ts';
import { language, words } from './words.ts';

interface Open { chart: Chart; pin: Pin; look: string; at: Spot }

let open: Open | undefined;

export const pickPosition = async (request: Position): Promise<void> => {
  const look = JSON.stringify([request.tiles, document.documentElement.style.colorScheme, language]);
  if (open?.look === look) return follow(open, request);
  const { header, main, signal } = frame('pick', words.map);
  header.remove();
  const map = element('div', { class: 'chart' });
  main.append(map);
  try {
    const chart = await openChart(map, { at: request, scale: 13, tiles: request.tiles, isGcj02: false }, signal);
    const pin = chart.pin(request, drop(words.draggable, true), ({ latitude, longitude }) => {
      mine.at = { latitude, longitude };
      tell({ viewer: 'position', latitude, longitude });
    });
    chart.track(spots(request));
    const mine: Open = { chart, pin, look, at: request };
    open = mine;
    signal.addEventListener('abort', () => { open = undefined; });
  } catch (error) {
    if (!signal.aborted) noMap(map, error);
  }
};

const spots = ({ track }: Position): Spot[] => track.map(([latitude, longitude]) => ({ latitude, longitude }));

const follow = (open: Open, request: Position): void => {
  open.chart.track(spots(request));
  const { latitude, longitude } = request;
  // What was dragged comes back as a request: then it is there already, and the map does not jump under the finger.
  if (open.at.latitude === latitude && open.at.longitude === longitude) return;
  open.at = { latitude, longitude };
  open.pin.move(open.at);
  open.chart.go(open.at);
};
