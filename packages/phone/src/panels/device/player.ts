// Plays a GPX track from this browser: once a second the phone is somewhere else. It goes on while other panels are
// looked at, and ends with the page.

import { createSignal } from 'solid-js';

import { change } from './change.ts';
import { at, parseTrack, type Point } from './track.ts';

interface Track {
  name: string;
  points: readonly Point[];
}

const EACH = 1000;

const [track, setTrack] = createSignal<Track>();
const [playing, setPlaying] = createSignal(false);
/** Seconds of the track. */
const [time, setTime] = createSignal(0);
const [speed, setSpeed] = createSignal(1);
export { track, playing, time, speed, setSpeed };

export const length = (): number => track()?.points.at(-1)?.time ?? 0;

let timer: ReturnType<typeof setInterval> | undefined;

export const load = async (file: File): Promise<boolean> => {
  stop();
  const points = parseTrack(await file.text());
  setTrack(points && { name: file.name, points });
  setTime(0);
  return points !== undefined;
};

/** Tells the phone where it is now. */
const tell = (): void => {
  const here = at(track()?.points ?? [], time());
  if (!here) return;
  const round = (value: number, digits: number): number => Number(value.toFixed(digits));
  void change('device.location', {
    latitude: round(here.latitude, 7), longitude: round(here.longitude, 7), altitude: round(here.altitude, 1),
    speed: round(here.speed, 2),
  });
};

export const seek = (to: number): void => {
  setTime(to);
  tell();
};

export const play = (): void => {
  if (!track() || playing()) return;
  if (time() >= length()) setTime(0);
  setPlaying(true);
  tell();
  let last = performance.now();
  timer = setInterval(() => {
    const now = performance.now();
    setTime((before) => Math.min(length(), before + ((now - last) / 1000) * speed()));
    last = now;
    tell();
    if (time() >= length()) stop();
  }, EACH);
};

export const stop = (): void => {
  clearInterval(timer);
  setPlaying(false);
};
