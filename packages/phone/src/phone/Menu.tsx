// The capsule's menu: share, copy the link, reload, what the mini program may do, and what it is.

import { createSignal, For, Match, Show, Switch } from 'solid-js';

import type { AppState, PageState, Request } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { Icon, type IconName } from '../icons.tsx';
import { frontApp, known, topPage } from '../store.ts';
import { scopeWords, words } from '../words.ts';
import { AppIcon, Origin } from './Asker.tsx';
import { HalfScreen } from './Dialog.tsx';
import { toast } from './Toast.tsx';

type View = 'actions' | 'settings' | 'about';

const close = (): void => host.tell({ method: 'menu', open: false });

/** Does it, says so, and goes away. */
const act = async (request: Request, done: (answer: unknown) => string): Promise<void> => {
  close();
  try {
    toast(done(await host.request(request)));
  } catch (error) {
    toast((error as Error).message);
  }
};

/** The link goes into the clipboard of whoever sits here, too, where the browser allows it. */
const copied = (link: unknown): string => {
  if (typeof link === 'string') void navigator.clipboard?.writeText(link).catch(() => undefined);
  return words().linkCopied;
};

const shared = (card: unknown): string => {
  const title = typeof card === 'object' && card !== null && 'title' in card ? String(card.title) : '';
  return title ? words().sharedAs(title) : words().shared;
};

const kept = (): string => words().favoriteKept;

function Action(props: { icon: IconName; label: string; onClick: () => void; focus?: boolean }) {
  return (
    <button
      type="button"
      class="menu-action"
      data-focus={props.focus ? '' : undefined}
      onClick={() => props.onClick()}
    >
      <span class="menu-icon">
        <Icon name={props.icon} size={26} />
      </span>
      <span>{props.label}</span>
    </button>
  );
}

function Settings(props: { app: AppState }) {
  const scopes = () => Object.entries(known.state.scopes);
  return (
    <Show when={scopes().length > 0} fallback={<p class="quiet empty">{words().noScopes}</p>}>
      <div class="weui-cells">
        <For each={scopes().map(([scope]) => scope)}>
          {(scope) => (
            <label class="weui-cell weui-cell_switch">
              <span class="weui-cell__bd">
                <span class="cell-title">{scopeWords(scope).title}</span>
                <span class="weui-cell__desc">{scope}</span>
              </span>
              <span class="weui-cell__ft">
                <input
                  class="weui-switch"
                  type="checkbox"
                  role="switch"
                  aria-label={scopeWords(scope).title}
                  checked={known.state.scopes[scope] ?? false}
                  onChange={(event) =>
                    host.tell({ method: 'setScope', app: props.app.app, scope, granted: event.currentTarget.checked })
                  }
                />
              </span>
            </label>
          )}
        </For>
      </div>
    </Show>
  );
}

function About(props: { app: AppState; page: PageState | undefined }) {
  return (
    <dl class="about">
      <dt>{words().aboutName}</dt>
      <dd>{props.app.name}</dd>
      <dt>{words().aboutId}</dt>
      <dd>{props.app.app}</dd>
      <Show when={props.page}>
        {(page) => (
          <>
            <dt>{words().aboutPage}</dt>
            <dd>
              {page().path}
              {page().query ? `?${page().query}` : ''}
            </dd>
            <Show when={page().webView}>
              {(url) => (
                <>
                  <dt>{words().aboutAddress}</dt>
                  <dd>{url()}</dd>
                </>
              )}
            </Show>
          </>
        )}
      </Show>
      <dt>{words().aboutHost}</dt>
      <dd>Sampan {known.version}</dd>
    </dl>
  );
}

export function Menu() {
  const [view, setView] = createSignal<View>('actions');
  const title = (app: AppState) => ({ actions: app.name, settings: words().settings, about: words().about })[view()];
  return (
    <Show when={frontApp()}>
      {(app) => (
        <HalfScreen
          title={title(app())}
          subtitle={<Show when={topPage()?.origin}>{(origin) => <Origin origin={origin()} />}</Show>}
          onCancel={close}
        >
          <Switch>
            <Match when={view() === 'actions'}>
              <div class="menu-app">
                <AppIcon app={app().app} size="large" />
              </div>
              <div class="menu-actions">
                <Action
                  icon="share"
                  label={words().share}
                  focus
                  onClick={() => void act({ method: 'share', to: 'friend' }, shared)}
                />
                <Action
                  icon="timeline"
                  label={words().shareTimeline}
                  onClick={() => void act({ method: 'share', to: 'timeline' }, shared)}
                />
                <Action
                  icon="favorite"
                  label={words().favorite}
                  onClick={() => void act({ method: 'share', to: 'favorites' }, kept)}
                />
                <Action
                  icon="link"
                  label={words().copyLink}
                  onClick={() => void act({ method: 'copyLink' }, copied)}
                />
                <Action
                  icon="reload"
                  label={words().reload}
                  onClick={() => void act({ method: 'reload' }, () => words().reloaded)}
                />
                <Action icon="settings" label={words().settings} onClick={() => setView('settings')} />
                <Action icon="about" label={words().about} onClick={() => setView('about')} />
              </div>
            </Match>
            <Match when={view() === 'settings'}>
              <Settings app={app()} />
            </Match>
            <Match when={view() === 'about'}>
              <About app={app()} page={topPage()} />
            </Match>
          </Switch>
        </HalfScreen>
      )}
    </Show>
  );
}
