// From the coordinates of the API to those of a map of tiles, and back.
//
// GCJ-02 is WGS-84 shifted by some hundred metres in mainland China. The transformation is the one of
// crates/engine/src/geo.rs, where its origin and exactness are said.

import type { Spot, Tiles } from './request.ts';

const AXIS = 6_378_245;
const ECCENTRICITY = 0.006693421622965943;

/** Where the map has what the request says. */
export const shown = (spot: Spot, isGcj02: boolean, { datum = 'wgs84' }: Tiles): Spot => {
  if (isGcj02 === (datum === 'gcj02')) return spot;
  return isGcj02 ? fromGcj02(spot) : toGcj02(spot);
};

/** What the request would say of a point of the map. */
export const told = (spot: Spot, isGcj02: boolean, { datum = 'wgs84' }: Tiles): Spot => {
  if (isGcj02 === (datum === 'gcj02')) return spot;
  return isGcj02 ? toGcj02(spot) : fromGcj02(spot);
};

export const toGcj02 = (spot: Spot): Spot => (isShifted(spot) ? shift(spot) : spot);

export const fromGcj02 = (spot: Spot): Spot => {
  let guess = spot;
  for (let step = 0; step < 6; step++) {
    const there = shift(guess);
    guess = {
      latitude: guess.latitude - (there.latitude - spot.latitude),
      longitude: guess.longitude - (there.longitude - spot.longitude),
    };
  }
  return isShifted(guess) ? guess : spot;
};

/** The box that open map software takes for mainland China. */
const isShifted = ({ latitude, longitude }: Spot): boolean =>
  latitude >= 0.8293 && latitude <= 55.8271 && longitude >= 72.004 && longitude <= 137.8347;

const shift = ({ latitude, longitude }: Spot): Spot => {
  const [x, y] = [longitude - 105, latitude - 35];
  const radians = (latitude * Math.PI) / 180;
  const magic = 1 - ECCENTRICITY * Math.sin(radians) ** 2;
  const meridian = (AXIS * (1 - ECCENTRICITY)) / magic ** 1.5;
  const parallel = (AXIS / Math.sqrt(magic)) * Math.cos(radians);
  return {
    latitude: latitude + ((metresNorth(x, y) / meridian) * 180) / Math.PI,
    longitude: longitude + ((metresEast(x, y) / parallel) * 180) / Math.PI,
  };
};

const sine = (size: number, by: number): number => (size * Math.sin(by * Math.PI) * 2) / 3;
const ripple = (x: number): number => sine(20, 6 * x) + sine(20, 2 * x);

const metresNorth = (x: number, y: number): number =>
  -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  + ripple(x) + sine(20, y) + sine(40, y / 3) + sine(160, y / 12) + sine(320, y / 30);

const metresEast = (x: number, y: number): number =>
  300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  + ripple(x) + sine(20, x) + sine(40, x / 3) + sine(150, x / 12) + sine(300, x / 30);
