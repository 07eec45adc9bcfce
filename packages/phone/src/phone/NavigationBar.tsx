// The navigation bar of one page: back or home, the title, and under it the origin of the H5 page, always. The page
// is a picture below it and cannot paint here.

import { Match, Show, Switch } from 'solid-js';

import type { PageState } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { Icon } from '../icons.tsx';
import { words } from '../words.ts';
import { Origin } from './Asker.tsx';

export function NavigationBar(props: { page: PageState; statusBar: number; isTop: boolean }) {
  const bar = () => props.page.navigationBar;
  const back = () => bar().back;
  return (
    <header
      class="navigation-bar"
      classList={{ 'black-text': bar().blackText, custom: bar().custom }}
      style={{
        '--status-bar': `${props.statusBar}px`,
        'background-color': bar().custom ? 'transparent' : bar().background,
      }}
      inert={!props.isTop}
    >
      <div class="navigation-left">
        <Switch>
          <Match when={back() === 'history' || back() === 'page'}>
            <button
              type="button"
              class="navigation-button"
              aria-label={words().back}
              title={back() === 'history' ? words().backInHistory : words().backToPage}
              onClick={() => host.tell({ method: 'back' })}
            >
              <Icon name="back" size={24} />
            </button>
          </Match>
          <Match when={back() === 'home'}>
            <button
              type="button"
              class="navigation-button"
              aria-label={words().home}
              onClick={() => host.tell({ method: 'home' })}
            >
              <Icon name="home" size={22} />
            </button>
          </Match>
        </Switch>
      </div>
      <div class="navigation-title" classList={{ 'with-origin': !!props.page.origin }}>
        <h1>
          <Show when={bar().loading}>
            <span class="spinner" role="status" aria-label={words().loading} />
          </Show>
          <bdi>{bar().custom ? '' : props.page.title}</bdi>
        </h1>
        <Show when={props.page.origin}>{(origin) => <Origin origin={origin()} />}</Show>
      </div>
      <Show when={props.page.loading}>
        <div class="page-loading" role="progressbar" aria-label={words().loading} />
      </Show>
    </header>
  );
}
