// The question on the screen: a scope of the mini program, or a dialog of the page's own JavaScript. It names who
// asks, and nothing of the page can cover it.

import { createSignal, Match, Show, Switch } from 'solid-js';

import type { Prompt } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { known } from '../store.ts';
import { scopeWords, words } from '../words.ts';
import { appName, Asker } from './Asker.tsx';
import { Dialog, HalfScreen } from './Dialog.tsx';

const answer = (id: number, accept: boolean, text?: string): void =>
  host.tell({ method: 'answerPrompt', id, accept, ...(text === undefined ? {} : { text }) });

function ScopePrompt(props: { prompt: Prompt }) {
  const scope = () => scopeWords(props.prompt.kind);
  return (
    <HalfScreen
      title={appName(props.prompt.app)}
      onCancel={() => answer(props.prompt.id, false)}
      accept={{ text: words().allow, isFocused: true, onClick: () => answer(props.prompt.id, true) }}
      reject={words().reject}
    >
      <p class="scope-title">{words().wantsTo(scope().wants)}</p>
      <p class="scope-purpose">{props.prompt.text}</p>
      <p class="scope-asker">
        <Asker app={props.prompt.app} origin={props.prompt.origin} />
      </p>
    </HalfScreen>
  );
}

/** `alert`, `confirm`, `prompt` and `beforeunload` of the page. */
function PageDialog(props: { prompt: Prompt }) {
  const [text, setText] = createSignal(props.prompt.defaultText ?? '');
  const leaves = () => props.prompt.kind === 'beforeunload';
  const hasInput = () => props.prompt.kind === 'prompt';
  const title = () =>
    leaves()
      ? words().leavePage
      : words().pageSays(props.prompt.origin.replace(/^https?:\/\//, '') || appName(props.prompt.app));
  return (
    <Dialog
      title={title()}
      accept={leaves() ? words().leave : words().ok}
      reject={props.prompt.kind === 'alert' ? undefined : leaves() ? words().stay : words().cancel}
      isDanger={leaves()}
      onAccept={() => answer(props.prompt.id, true, hasInput() ? text() : undefined)}
      onReject={() => answer(props.prompt.id, props.prompt.kind === 'alert')}
    >
      <p class="dialog-text">{props.prompt.text || (leaves() ? words().leaveText : '')}</p>
      <Show when={hasInput()}>
        <input
          class="dialog-input"
          data-focus
          aria-label={props.prompt.text || words().answerHere}
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Show>
    </Dialog>
  );
}

export function Prompts() {
  /** By number: a question that follows another is another dialog. */
  const id = () => known.state.prompt?.id;
  return (
    <Show when={id()} keyed>
      {(_) => (
        <Show when={known.state.prompt}>
          {(prompt) => (
            <Switch fallback={<PageDialog prompt={prompt()} />}>
              <Match when={prompt().kind.startsWith('scope.')}>
                <ScopePrompt prompt={prompt()} />
              </Match>
            </Switch>
          )}
        </Show>
      )}
    </Show>
  );
}
