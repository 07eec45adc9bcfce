// The panels beside the phone: a list of tabs and the panel that is chosen. The choice stands in the address.

import { createMemo, ErrorBoundary, For, Show, Suspense } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import { addressSignal } from './address.ts';
import { panels, panelShortcuts, type PanelEntry } from './panels/index.ts';
import { useShortcuts } from './shortcuts.ts';
import { words } from './words.ts';

const first = panels[0]?.id ?? '';
const [chosen, setChosen] = addressSignal('panel', first);

export const currentPanel = (): PanelEntry | undefined => panels.find(({ id }) => id === chosen()) ?? panels[0];
export const showPanel = setChosen;

/** The arrow keys move along the tabs and choose, as the ARIA authoring practices say of tabs that are cheap. */
const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
  const at = panels.findIndex(({ id }) => id === currentPanel()?.id);
  const to = {
    ArrowRight: (at + 1) % panels.length,
    ArrowLeft: (at + panels.length - 1) % panels.length,
    Home: 0,
    End: panels.length - 1,
  }[event.key];
  const next = to === undefined ? undefined : panels[to];
  if (!next) return;
  event.preventDefault();
  setChosen(next.id);
  event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
};

export function Panels() {
  const current = createMemo(currentPanel);
  useShortcuts(panelShortcuts.map(({ keys, title, panel }) => ({ keys, title, run: () => setChosen(panel) })));
  return (
    <section class="panels" aria-label={words().panels}>
      <div class="tabs" role="tablist" aria-label={words().panels} onKeyDown={onKeyDown}>
        <For each={panels}>
          {({ id, title }) => (
            <button
              type="button"
              role="tab"
              id={`tab-${id}`}
              aria-selected={current()?.id === id}
              aria-controls={current()?.id === id ? `panel-${id}` : undefined}
              tabIndex={current()?.id === id ? 0 : -1}
              onClick={() => setChosen(id)}
            >
              {words()[title]}
            </button>
          )}
        </For>
      </div>
      <Show when={current()} keyed>
        {({ id, Panel }) => (
          <div class="panel" role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} tabIndex={-1}>
            <ErrorBoundary fallback={(error: Error) => <p role="alert">{words().panelFailed(error.message)}</p>}>
              <Suspense fallback={<p class="quiet">{words().loading}</p>}>
                <Dynamic component={Panel} />
              </Suspense>
            </ErrorBoundary>
          </div>
        )}
      </Show>
    </section>
  );
}
