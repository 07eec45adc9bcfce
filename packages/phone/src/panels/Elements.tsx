// Elements and sources: Chromium's own developer tools on the page on top, in a window of their own.

import { createEffect, createSignal, For, on, Show } from 'solid-js';

import { host } from '../host.ts';
import { topPage } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Empty } from '../widgets/Empty.tsx';
import { words } from '../words.ts';
import './panels.css';

/** Panels of Chromium's developer tools, as their address names them. */
const TOOLS = ['elements', 'sources', 'console', 'network', 'timeline', 'resources'] as const;

export default function Elements() {
  const t = () => words().panel.elements;
  const [address, setAddress] = createSignal('');
  const [problem, setProblem] = createSignal('');

  // Asked for ahead: a window that opens after an answer came is what browsers take for a pop-up.
  createEffect(on([() => topPage()?.page, host.connection], ([page, connection]) => {
    setAddress('');
    setProblem('');
    if (page === undefined || connection !== 'open') return;
    host.request({ method: 'devTools', page })
      .then((answer) => { if (topPage()?.page === page) setAddress(new URL(String(answer), location.href).href); })
      .catch((error: Error) => setProblem(error.message));
  }));
  const addressOf = (tool: string): string => {
    const url = new URL(address());
    url.searchParams.set('panel', tool);
    return url.href;
  };

  return (
    <Show when={topPage()} fallback={<Empty title={t().empty} text={t().emptyText} />}>
      {(page) => (
        <div class="tools">
          <h2>{t().title}</h2>
          <p class="quiet">{t().text}</p>
          <p class="mono tools-page">{page().path}<Show when={page().webView}><br /><span class="dim">{page().webView}</span></Show></p>
          <Show when={problem()}><p class="note bad" role="alert">{problem()}</p></Show>
          <Show when={address()}>
            <ul class="tools-list">
              <For each={TOOLS}>
                {(tool) => (
                  <li>
                    <a class="button" href={addressOf(tool)} target="_blank" rel="noopener">
                      <strong>{t().tools[tool][0]}</strong><span class="dim">{t().tools[tool][1]}</span>
                    </a>
                  </li>
                )}
              </For>
            </ul>
            <p class="tools-address"><code>{address()}</code> <Copy text={address}>{t().copy}</Copy></p>
          </Show>
        </div>
      )}
    </Show>
  );
}
