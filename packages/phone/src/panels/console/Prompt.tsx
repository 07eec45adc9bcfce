// An input line of the console, for the page on top or for the mini program. Arrow up brings back what was typed before;
// Shift+Enter is a new line.

import { createSignal, type JSX } from 'solid-js';

import { host } from '../../host.ts';
import { state, topPage } from '../../store.ts';
import { words } from '../../words.ts';
import { add, history, keep, type Place } from './typed.ts';

const run = (place: Place, script: string): Promise<unknown> => {
  const page = topPage();
  const app = state().app;
  if (place === 'page' && page) return host.request({ method: 'runInPage', page: page.page, script });
  if (place === 'logic' && app) return host.request({ method: 'runInLogic', app, script });
  return Promise.reject(new Error(words().panel.console.nobody[place]));
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value, null, 2);

export const Prompt = (props: { place: Place }): JSX.Element => {
  const t = () => words().panel.console;
  const [text, setText] = createSignal('');
  /** How far back: 0 is what is being written. */
  let back = 0;
  let draft = '';

  const submit = async (): Promise<void> => {
    const script = text().trim();
    if (!script) return;
    setText('');
    back = 0;
    keep(props.place, script);
    add(props.place, 'input', script);
    try {
      add(props.place, 'result', asText(await run(props.place, script)));
    } catch (error) {
      add(props.place, 'error', (error as Error).message);
    }
  };

  const recall = (step: number): void => {
    const list = history(props.place);
    const to = Math.min(Math.max(back + step, 0), list.length);
    if (to === back) return;
    if (back === 0) draft = text();
    back = to;
    setText(back === 0 ? draft : (list[list.length - back] ?? ''));
  };

  const press = (event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void => {
    // An input method uses these keys itself.
    if (event.isComposing) return;
    const { value, selectionStart } = event.currentTarget;
    const moves: Record<string, (() => void) | false> = {
      Enter: !event.shiftKey && (() => void submit()),
      ArrowUp: !value.slice(0, selectionStart).includes('\n') && (() => recall(1)),
      ArrowDown: !value.slice(selectionStart).includes('\n') && (() => recall(-1)),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  return (
    <label class="prompt">
      <span class={`caller ${props.place === 'page' ? 'h5' : 'logic'}`}>{t().places[props.place]}</span>
      <span class="prompt-arrow" aria-hidden="true">›</span>
      <textarea
        class="mono"
        rows={Math.min(8, text().split('\n').length)}
        value={text()}
        placeholder={t().placeholder[props.place]}
        aria-label={t().promptOf[props.place]}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => { back = 0; setText(event.currentTarget.value); }}
        onKeyDown={press}
      />
    </label>
  );
};
