// What is behind the mini programs: those that run, to come back to or to end.

import { For, Show } from 'solid-js';

import { host } from '../host.ts';
import { Icon } from '../icons.tsx';
import { known } from '../store.ts';
import { words } from '../words.ts';
import { AppIcon } from './Asker.tsx';

export function HomeScreen() {
  return (
    <Show when={known.ready} fallback={<div class="home-screen waiting"><span class="spinner" /></div>}>
      <div class="home-screen">
        <p class="home-title">{words().homeTitle}</p>
        <Show when={known.state.running.length > 0} fallback={<p class="home-empty">{words().homeEmpty}</p>}>
          <ul class="home-apps">
            <For each={known.state.running}>
              {({ app, name }) => (
                <li>
                  <button type="button" class="home-app" onClick={() => host.tell({ method: 'show', app })}>
                    <AppIcon app={app} size="large" />
                    <span>{name}</span>
                  </button>
                  <button
                    type="button"
                    class="home-exit"
                    aria-label={words().exitApp(name)}
                    title={words().exitApp(name)}
                    onClick={() => host.tell({ method: 'exit', app })}
                  >
                    <Icon name="close" size={12} />
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
    </Show>
  );
}
