// Choosing a place (`chooseLocation`): a map that moves under a pin, and a list of places that are known.

import { type Chart, drop, openChart } from './chart.ts';
import { element } from './element.ts';
import { frame } from './frame.ts';
import { close, tell } from './host.ts';
import { inDegrees, noMap } from './location.ts';
import type { Choice, Place, Spot } from './request.ts';
import { words } from './words.ts';

/** The middle of the map that nobody has said where to start: that of mainland China. */
const START: Spot = { latitude: 35, longitude: 104 };

export const choosePlace = async ({ latitude, longitude, places, isBare, tiles }: Choice): Promise<void> => {
  const { header, main, signal } = frame('place', words.choose);
  const given = latitude !== undefined && longitude !== undefined ? { latitude, longitude } : undefined;
  const start = given ?? places[0] ?? START;
  /** What is chosen; without it, the middle of the map. */
  let chosen: Place | undefined;
  let chart: Chart | undefined;
  const middle = (): Spot => chart?.center() ?? start;

  const cancel = element('button', { type: 'button', class: 'plain' }, words.cancel);
  const confirm = element('button', { type: 'button', class: 'main' }, words.confirm);
  cancel.addEventListener('click', close);
  confirm.addEventListener('click', () => {
    const { name, address, ...spot } = chosen ?? { ...middle(), name: inDegrees(middle()), address: '' };
    tell({ viewer: 'place', name, address, latitude: spot.latitude, longitude: spot.longitude });
  });
  if (isBare) header.remove();
  else header.replaceChildren(cancel, element('h1', {}, words.choose), confirm);

  const map = element('div', { class: 'chart' });
  const search = element('input', { type: 'search', placeholder: words.search, 'aria-label': words.search });
  const list = element('div', { class: 'places', role: 'radiogroup', 'aria-label': words.places });
  const fill = (): void => list.replaceChildren(...rows(search.value, places, middle(), chosen, choose));
  const choose = (place: Place | undefined): void => {
    chosen = place;
    if (place) chart?.go(place);
    fill();
    list.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  };
  list.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = [...list.querySelectorAll<HTMLElement>('[role=radio]')];
    all[(all.indexOf(document.activeElement as HTMLElement) + by + all.length) % all.length]?.click();
  });
  search.addEventListener('input', fill);
  main.append(map, search, list);
  if (isBare) main.append(element('footer', {}, confirm));
  fill();

  try {
    const scale = given || places[0] ? 16 : 2;
    chart = await openChart(map, { at: start, scale, tiles, isGcj02: true }, signal);
  } catch (error) {
    if (!signal.aborted) noMap(map, error);
    return;
  }
  map.append(element('div', { class: 'middle' }, drop(words.middle)));
  chart.onRest(() => {
    // Moved by hand: what was chosen is not in the middle any more.
    if (chosen && !isNear(chosen, middle())) chosen = undefined;
    if (!list.contains(document.activeElement)) fill();
    else list.querySelector('.quiet')?.replaceChildren(inDegrees(middle()));
  });
};

const isNear = (one: Spot, other: Spot): boolean =>
  Math.abs(one.latitude - other.latitude) < 1e-4 && Math.abs(one.longitude - other.longitude) < 1e-4;

/** The middle of the map, then what the search finds, the nearest first. */
const rows = (
  query: string,
  places: Place[],
  middle: Spot,
  chosen: Place | undefined,
  choose: (place: Place | undefined) => void,
): HTMLElement[] => {
  const wanted = query.trim().toLowerCase();
  const found = places
    .filter(({ name, address }) => `${name}\n${address}`.toLowerCase().includes(wanted))
    .sort((one, other) => distance(one, middle) - distance(other, middle));
  const row = (place: Place | undefined, name: string, address: string): HTMLElement => {
    const isChosen = place === chosen;
    const made = element('button', { type: 'button', role: 'radio', 'aria-checked': `${isChosen}`, tabindex: isChosen ? '0' : '-1' },
      element('span', {}, name), element('span', { class: 'quiet' }, address));
    made.addEventListener('click', () => choose(place));
    return made;
  };
  const none = found.length === 0 && wanted ? [element('p', { class: 'quiet note', role: 'status' }, words.noPlaces)] : [];
  return [
    row(undefined, words.middle, inDegrees(middle)),
    ...found.map((place) => row(place, place.name || inDegrees(place), place.address)),
    ...none,
  ];
};

/** Good enough to sort by: squared, in degrees of latitude. */
const distance = (one: Spot, other: Spot): number => {
  const narrow = Math.cos((one.latitude * Math.PI) / 180);
  return (one.latitude - other.latitude) ** 2 + ((one.longitude - other.longitude) * narrow) ** 2;
};
