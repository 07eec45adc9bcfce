// The position of the machine that shows the phone, for as long as the phone's own sensors answer for it. Told once
// a second at most; whoever sees a position that is not its own falls silent until it is touched again.

import { createEffect, onCleanup, untrack } from 'solid-js';

import type { Position } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { known } from '../store.ts';
import { isHeld, yieldToOther } from './touched.ts';

const SHORTEST = 1_000;
/** Degrees that rounding may make. */
const SAME = 1e-6;

type Sent = Pick<Position, 'latitude' | 'longitude'>;

const isSame = (one: Sent, other: Sent): boolean =>
  Math.abs(one.latitude - other.latitude) < SAME && Math.abs(one.longitude - other.longitude) < SAME;

/** Called once, within a root. */
export const feedPosition = (): void => {
  const wanted = () => known.state.device?.sources.position === 'phone' && !!known.state.app && isHeld();
  let sent: Sent[] = [];
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = ({ coords }: GeolocationPosition): void => {
    clearTimeout(timer);
    const wait = last + SHORTEST - performance.now();
    if (wait > 0) {
      timer = setTimeout(() => tell({ coords } as GeolocationPosition), wait);
      return;
    }
    const app = known.state.app;
    if (!app) return;
    last = performance.now();
    const { latitude, longitude, accuracy, altitude, speed } = coords;
    // The two newest: one may still be on its way when the next is told.
    sent = [...sent.slice(-1), { latitude, longitude }];
    host.tell({
      method: 'changeDevice',
      app,
      key: 'device.location',
      value: { latitude, longitude, accuracy, altitude: altitude ?? 0, speed: speed ?? 0 },
    });
  };

  createEffect(() => {
    if (!wanted() || !('geolocation' in navigator)) return;
    sent = [];
    const watch = navigator.geolocation.watchPosition(tell, (error) => console.warn(`position: ${error.message}`), {
      enableHighAccuracy: true,
    });
    onCleanup(() => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(timer);
    });
  });

  createEffect(() => {
    const position = known.state.device?.position;
    if (!position || sent.length === 0) return;
    const { latitude, longitude } = position;
    if (untrack(wanted) && !sent.some((one) => isSame(one, { latitude, longitude }))) yieldToOther();
  });
};
