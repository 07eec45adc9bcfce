// The status bar: the time, the network and the battery of the phone that is played.

import { createSignal, onCleanup, Show } from 'solid-js';

import type { DeviceState, Network } from '../generated/protocol.ts';
import { language, words } from '../words.ts';

const MINUTE = 60_000;

const clock = (): string =>
  new Date().toLocaleTimeString(language() === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit' });

interface Battery {
  level: number;
  charging: boolean;
}

/** Of the device file: `battery = { level = 80, charging = true }`; full when it says nothing. */
const batteryOf = (device: DeviceState): Battery => {
  const settings = device.settings as { device?: { battery?: Partial<Battery> } } | null;
  const { level = 100, charging = false } = settings?.device?.battery ?? {};
  return { level: Math.min(100, Math.max(0, level)), charging };
};

function Signal(props: { network: Network }) {
  const bars = () => (props.network === 'none' ? 0 : props.network === '2g' ? 2 : props.network === '3g' ? 3 : 4);
  return (
    <svg viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">
      {[0, 1, 2, 3].map((bar) => (
        <rect
          x={bar * 4.8}
          y={8.5 - bar * 2.6}
          width="3.2"
          height={3.5 + bar * 2.6}
          rx="1"
          fill="currentColor"
          opacity={bar < bars() ? 1 : 0.3}
        />
      ))}
    </svg>
  );
}

function Wifi() {
  return (
    <svg
      viewBox="0 0 18 13"
      width="17"
      height="12"
      fill="none"
      stroke="currentColor"
      stroke-width="2.2"
      aria-hidden="true"
    >
      <path d="M1.2 4.6a11.2 11.2 0 0 1 15.6 0M4 7.6a7.2 7.2 0 0 1 10 0" />
      <circle cx="9" cy="11" r="1.7" fill="currentColor" stroke="none" />
    </svg>
  );
}

export function StatusBar(props: { device: DeviceState; blackText: boolean }) {
  const [time, setTime] = createSignal(clock());
  const timer = setInterval(() => setTime(clock()), MINUTE / 6);
  onCleanup(() => clearInterval(timer));
  const battery = () => batteryOf(props.device);
  const network = () => props.device.network;
  return (
    <div
      class="status-bar"
      classList={{ 'black-text': props.blackText, apple: props.device.isApple }}
      style={{ height: `${props.device.statusBar}px` }}
      role="img"
      aria-label={words().statusBar(time(), words().networks[network()], battery().level)}
    >
      <span class="status-time">{time()}</span>
      <span class="status-icons">
        <Show
          when={network() === 'wifi'}
          fallback={
            <>
              <Signal network={network()} />
              <span class="status-network">{/^\dg$/.test(network()) ? network().toUpperCase() : ''}</span>
            </>
          }
        >
          <Signal network={network()} />
          <Wifi />
        </Show>
        <span class="battery" classList={{ low: battery().level <= 20, charging: battery().charging }}>
          <span class="battery-level" style={{ width: `${battery().level}%` }} />
        </span>
      </span>
    </div>
  );
}
