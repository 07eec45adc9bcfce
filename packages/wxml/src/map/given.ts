// What a program gives to `<map>` and `MapContext`, as it is documented; anything may be absent or of another kind.

import type { Spot } from '../../../viewer/src/request.ts';
import { number } from '../built-in/element.ts';

export type Given = Record<string, unknown>;

export const given = (value: unknown): Given => (value !== null && typeof value === 'object' ? (value as Given) : {});
export const list = (value: unknown): Given[] => (Array.isArray(value) ? value.map(given) : []);

export const spot = (value: unknown): Spot | null => {
  const { latitude, longitude } = given(value);
  const [down, across] = [number(latitude, NaN), number(longitude, NaN)];
  return Math.abs(down) <= 90 && Math.abs(across) <= 180 ? { latitude: down, longitude: across } : null;
};

export const spots = (value: unknown): Spot[] => list(value).map(spot).filter((one) => one !== null);
