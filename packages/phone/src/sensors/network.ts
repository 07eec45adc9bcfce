// How the machine that shows the phone is connected, for as long as its own sensors answer for that.

import { createEffect, onCleanup } from 'solid-js';

import type { Network } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { known } from '../store.ts';
import { isHeld } from './touched.ts';

/** Network Information: not in every browser, and `type` in few. */
interface Connection extends EventTarget {
  readonly type?: string;
  readonly effectiveType?: string;
}

const connection = (): Connection | undefined => (navigator as { connection?: Connection }).connection;

const networkNow = (): Network => {
  if (!navigator.onLine) return 'none';
  const { type, effectiveType } = connection() ?? {};
  if (type === 'cellular') {
    const found = effectiveType?.replace('slow-', '');
    return found === '2g' || found === '3g' || found === '4g' ? found : '4g';
  }
  // A desktop's cable is what a phone calls Wi-Fi: fast, and not counted.
  return type === undefined || type === 'wifi' || type === 'ethernet' ? 'wifi' : 'unknown';
};

/** Called once, within a root. */
export const feedNetwork = (): void => {
  createEffect(() => {
    const app = known.state.app;
    if (!app || known.state.device?.sources.network !== 'phone' || !isHeld()) return;
    let told: Network | undefined;
    const tell = (): void => {
      const value = networkNow();
      if (value !== told) host.tell({ method: 'changeDevice', app, key: 'device.network.type', value });
      told = value;
    };
    tell();
    window.addEventListener('online', tell);
    window.addEventListener('offline', tell);
    connection()?.addEventListener('change', tell);
    onCleanup(() => {
      window.removeEventListener('online', tell);
      window.removeEventListener('offline', tell);
      connection()?.removeEventListener('change', tell);
    });
  });
};
