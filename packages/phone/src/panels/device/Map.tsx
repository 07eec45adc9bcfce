// The phone's position on a map: the viewer in a frame, with a marker that is dragged. Both speak WGS-84 here.

import { createEffect, createMemo, onCleanup, onMount, type JSX } from 'solid-js';

import { state } from '../../store.ts';
import { isDark } from '../../theme.ts';
import { language, words } from '../../words.ts';
import { change } from './change.ts';
import { track } from './player.ts';

/** Where the map begins when the phone knows no position: the middle of Shenzhen. */
const START = { latitude: 22.5431, longitude: 114.0579 };
/** A fragment holds no track of a whole day. */
const POINTS = 500;

export const PositionMap = (): JSX.Element => {
  let frame!: HTMLIFrameElement;

  const shownTrack = createMemo(() => {
    const points = track()?.points ?? [];
    const each = Math.max(1, Math.ceil(points.length / POINTS));
    return points.filter((_, index) => index % each === 0).map(({ latitude, longitude }) => [latitude, longitude]);
  });
  const address = createMemo(() => {
    const { latitude, longitude } = state().device?.position ?? START;
    const show = {
      kind: 'pick', latitude, longitude, track: shownTrack(), theme: isDark() ? 'dark' : 'light', language: language(),
    };
    return `/viewer/#show=${encodeURIComponent(JSON.stringify(show))}`;
  });

  onMount(() => {
    // Not by `src`: each position would be an entry in the browser's history.
    createEffect(() => frame.contentWindow?.location.replace(new URL(address(), location.href).href));
    const hear = ({ source, origin, data }: MessageEvent<{ viewer?: string; latitude?: number; longitude?: number } | null>): void => {
      if (source !== frame.contentWindow || origin !== location.origin || data?.viewer !== 'position') return;
      const { latitude, longitude } = data;
      void change('device.location', { latitude, longitude });
    };
    window.addEventListener('message', hear);
    onCleanup(() => window.removeEventListener('message', hear));
  });

  return <iframe ref={frame} class="position-map" title={words().panel.device.map} />;
};
