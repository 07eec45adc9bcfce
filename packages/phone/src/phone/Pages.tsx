// The page stack as layers: each has its navigation bar, its picture and its tabBar, and moves as one, as on a phone.

import { createComputed, createEffect, createMemo, createSignal, For, on, Show, untrack } from 'solid-js';

import type { DeviceState, PageId, PageState, TabBarState } from '../generated/protocol.ts';
import { known, pageOf } from '../store.ts';
import { NAVIGATION_BAR } from './geometry.ts';
import { nextLayers, settled, type Layer, type Motion, type Stack } from './layers.ts';
import { NavigationBar } from './NavigationBar.tsx';
import { Screen } from './Screen.tsx';
import { TabBar } from './TabBar.tsx';

const stackNow = (): Stack => ({
  app: known.state.app ?? undefined,
  pages: known.state.pages.map(({ page }) => page),
  isTab: known.state.pages.at(-1)?.isTab ?? false,
});

const duration = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--slide')) || 0;

const SLIDES: Record<Exclude<Motion, 'stays'>, Keyframe[]> = {
  comes: [{ transform: 'translateX(100%)' }, { transform: 'none' }],
  goes: [{ transform: 'none' }, { transform: 'translateX(100%)' }],
};

function PageLayer(props: { id: PageId; device: DeviceState; isTop: boolean; motion: Motion; onSettled: () => void }) {
  let element!: HTMLDivElement;
  /** A page that slides out is no longer in the state: what it was stays. */
  const page = createMemo<PageState | undefined>((before) => pageOf(props.id) ?? before);
  /** The state has the bar of the page on top only. */
  const tabBar = createMemo<TabBarState | undefined>((before) =>
    props.isTop ? (known.state.tabBar ?? undefined) : before,
  );
  createEffect(
    on(
      () => props.motion,
      (motion) => {
        if (motion === 'stays') return;
        const slide = element.animate(SLIDES[motion], {
          duration: duration(),
          easing: 'cubic-bezier(0.32, 0.72, 0, 1)',
          fill: 'both',
        });
        slide.finished.then(
          () => {
            slide.cancel();
            props.onSettled();
          },
          () => undefined,
        );
      },
    ),
  );
  return (
    <Show when={page()}>
      {(page) => {
        const frame = () => page().frame;
        const barTop = () =>
          tabBar()?.atTop ? props.device.statusBar + NAVIGATION_BAR : frame().top + frame().height;
        const barHeight = () =>
          tabBar()?.atTop ? Math.max(0, frame().top - barTop()) : Math.max(0, props.device.height - barTop());
        return (
          <div
            ref={element}
            class="page-layer"
            data-page={props.id}
            data-motion={props.motion}
            inert={!props.isTop}
            aria-hidden={!props.isTop}
          >
            <Screen page={page()} isTop={props.isTop} />
            <NavigationBar page={page()} statusBar={props.device.statusBar} isTop={props.isTop} />
            <Show when={tabBar()}>
              {(bar) => <TabBar bar={bar()} app={known.state.app ?? ''} top={barTop()} height={barHeight()} />}
            </Show>
          </div>
        );
      }}
    </Show>
  );
}

export function Pages(props: { device: DeviceState }) {
  const [layers, setLayers] = createSignal<Layer[]>([]);
  createComputed<Stack | undefined>((was) => {
    const now = stackNow();
    setLayers(nextLayers(untrack(layers), was, now));
    return now;
  });
  const motionOf = (id: PageId) => layers().find(({ page }) => page === id)?.motion ?? 'stays';
  const top = () => known.state.pages.at(-1)?.page;
  return (
    <div class="pages">
      <For each={layers().map(({ page }) => page)}>
        {(id) => (
          <PageLayer
            id={id}
            device={props.device}
            isTop={id === top()}
            motion={motionOf(id)}
            onSettled={() => setLayers((now) => settled(now, id))}
          />
        )}
      </For>
    </div>
  );
}
