// A place on the map (`openLocation`): a pin, and below it what is known of the place.

import { drop, openChart } from './chart.ts';
import { element } from './element.ts';
import { frame, type Frame } from './frame.ts';
import type { Location, Spot } from './request.ts';
import { words } from './words.ts';

export const showLocation = async (request: Location): Promise<void> => {
  const around = frame('location', words.place);
  const { main, signal } = around;
  const map = element('div', { class: 'chart' });
  main.append(map, details(request, around));
  try {
    const chart = await openChart(map, { at: request, scale: request.scale, tiles: request.tiles, isGcj02: true }, signal);
    chart.pin(request, drop(words.marker(request.name || inDegrees(request))));
  } catch (error) {
    if (signal.aborted) return;
    noMap(map, error);
  }
};

/** The place is said all the same. */
export const noMap = (map: HTMLElement, error: unknown): void => {
  console.warn('the map cannot be drawn', error);
  map.replaceChildren(element('p', { class: 'quiet note', role: 'alert' }, words.noMap));
};

export const inDegrees = ({ latitude, longitude }: Spot): string => `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;

const details = (request: Location, { state }: Frame): HTMLElement => {
  const { name, address, infoUrl, latitude, longitude } = request;
  const copy = element('button', { type: 'button', class: 'plain' }, words.copyAddress);
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(address || name).then(
      () => { state.value = words.copied; },
      () => { state.value = words.notCopied; },
    );
  });
  return element('section', { class: 'details' },
    element('h2', {}, name || words.place),
    address ? element('p', {}, address) : undefined,
    element('p', { class: 'quiet', 'aria-label': `${words.latitude}, ${words.longitude}` },
      `${latitude.toFixed(6)}°, ${longitude.toFixed(6)}°`),
    // As text: what it leads to is nobody's promise.
    infoUrl ? element('p', { class: 'quiet' }, infoUrl) : undefined,
    address || name ? copy : undefined);
};
