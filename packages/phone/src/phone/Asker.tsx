// Who asks: the mini program and, where one asks, the origin of the H5 page in it. Every question has it.

import { Show } from 'solid-js';

import { Icon } from '../icons.tsx';
import { known } from '../store.ts';
import { words } from '../words.ts';

export const appName = (app: string): string => known.state.running.find((running) => running.app === app)?.name || app;

/** Hues that differ for names that differ. */
export const hueOf = (text: string): number => {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
};

/** A mini program has no icon in its package: its first letter on a colour of its own. */
export function AppIcon(props: { app: string; size: 'small' | 'large' }) {
  const name = () => appName(props.app);
  return (
    <span class={`app-icon ${props.size}`} style={{ '--hue': hueOf(name()) }} aria-hidden="true">
      {[...name()][0]?.toUpperCase()}
    </span>
  );
}

/** `https://shop.example` without its scheme, with a sign for whether it is secure. */
export function Origin(props: { origin: string }) {
  const isSecure = () => /^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(props.origin);
  const rest = () => props.origin.replace(/^https?:\/\//, '');
  return (
    <span class="origin" title={props.origin}>
      <Show when={isSecure()} fallback={<span class="insecure">{words().notSecure}</span>}>
        <Icon name="lock" size={11} />
      </Show>
      <span class="host"><bdi>{rest()}</bdi></span>
    </span>
  );
}

export function Asker(props: { app: string; origin: string }) {
  return (
    <span class="asker">
      <AppIcon app={props.app} size="small" />
      <span class="asker-name">{appName(props.app)}</span>
      <Show when={props.origin}>
        <Origin origin={props.origin} />
      </Show>
    </span>
  );
}
