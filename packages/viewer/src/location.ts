// A place, as a card.

import { card } from './element.ts';
import { frame } from './frame.ts';
import type { Place } from './request.ts';
import { words } from './words.ts';

export const showPlace = ({ name, address, latitude, longitude }: Place): void => {
  const { main } = frame('location', words.place);
  const degrees = (value: number): string => `${value.toFixed(6)}°`;
  main.append(card(name || words.place, address, [
    [words.latitude, degrees(latitude)],
    [words.longitude, degrees(longitude)],
  ]));
};
