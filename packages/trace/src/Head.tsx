// The bar on top: which trace, how it ended, what is missing of it.

import { For, Show, type JSX } from 'solid-js';

import { setTheme, theme, THEMES } from '../../phone/src/theme.ts';
import { language, LANGUAGES, setLanguage, type Language } from '../../phone/src/words.ts';
import type { Model } from './model.ts';
import { clock } from './view.ts';
import { words } from './words.ts';

export const Head = (props: { models: Model[] }): JSX.Element => (
  <header class="top">
    <For each={props.models}>
      {(model, index) => (
        <div class="run">
          <h1>
            <Show when={props.models.length > 1}><span class="tag">{index() === 0 ? words().left : words().right}</span> </Show>
            {model.trace.head.title || model.trace.name}
          </h1>
          <span class="tag" classList={{ good: model.status === 'passed', bad: model.status === 'failed', warn: model.status === 'cut' }}>
            {words().status[model.status] ?? model.status}
          </span>
          <span class="dim">{clock(model.length)}</span>
          <Show when={model.error}><pre class="note bad">{model.error}</pre></Show>
          <Show when={model.trace.missing.length}>
            <div class="note warn" role="status">
              {words().missing}
              <ul><For each={model.trace.missing}>{(reason) => <li>{reason}</li>}</For></ul>
            </div>
          </Show>
        </div>
      )}
    </For>
    <span class="spring" />
    <label>
      <span class="sr-only">{words().language}</span>
      <select class="input" value={language()} onChange={(event) => setLanguage(event.currentTarget.value as Language)}>
        <For each={Object.entries(LANGUAGES)}>{([tag, name]) => <option value={tag}>{name}</option>}</For>
      </select>
    </label>
    <label>
      <span class="sr-only">{words().theme}</span>
      <select class="input" value={theme()} onChange={(event) => setTheme(event.currentTarget.value as (typeof THEMES)[number])}>
        <For each={THEMES}>{(name) => <option value={name}>{words().themes[name]}</option>}</For>
      </select>
    </label>
  </header>
);
