// The body of the phone, drawn as small as the window needs. What lies in it is laid out in the phone's own CSS
// pixels.

import { createMemo, createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { DeviceState } from '../generated/protocol.ts';
import { isNarrow } from '../layout.ts';
import { bodyOf, edgesOf, fill, fit, outerSize } from './geometry.ts';

export function Frame(props: { device: DeviceState; children: JSX.Element }) {
  let place!: HTMLDivElement;
  const [room, setRoom] = createSignal({ width: 400, height: 800 });
  onMount(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setRoom({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(place);
    onCleanup(() => observer.disconnect());
  });
  const body = createMemo(() => bodyOf(props.device));
  const edges = () => (isNarrow() ? { x: 0, y: 0 } : edgesOf(body()));
  const size = () => (isNarrow() ? { width: body().width, height: body().height } : outerSize(body()));
  const scale = () => (isNarrow() ? fill(size(), room()) : fit(size(), room()));
  return (
    <div ref={place} class="phone-place">
      <div class="phone-size" style={{ width: `${size().width * scale()}px`, height: `${size().height * scale()}px` }}>
        <div
          class="phone-body"
          classList={{ bare: isNarrow(), landscape: body().isLandscape }}
          data-notch={body().notch}
          style={{
            width: `${size().width}px`,
            height: `${size().height}px`,
            padding: `${edges().y}px ${edges().x}px`,
            transform: `scale(${scale()})`,
            'border-radius': `${body().radius + Math.min(edges().x, edges().y)}px`,
          }}
        >
          <div
            class="phone-screen wx-root"
            data-weui-theme={props.device.theme}
            style={{
              width: `${body().width}px`,
              height: `${body().height}px`,
              'border-radius': isNarrow() ? '0' : `${body().radius}px`,
              '--inset-top': `${props.device.safeArea[0] ?? 0}px`,
              '--inset-right': `${props.device.safeArea[1] ?? 0}px`,
              '--inset-bottom': `${props.device.safeArea[2] ?? 0}px`,
              '--inset-left': `${props.device.safeArea[3] ?? 0}px`,
            }}
          >
            {props.children}
            <Show when={body().notch !== 'none'}><i class={`notch ${body().notch}`} /></Show>
            <Show when={body().homeIndicator}><i class="home-indicator" /></Show>
          </div>
          <Show when={body().homeButton && !isNarrow()}><i class="home-button" /><i class="earpiece" /></Show>
        </div>
      </div>
    </div>
  );
}
