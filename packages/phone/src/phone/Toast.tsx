// A word that passes: what has just been done.

import { createSignal, Show } from 'solid-js';

const LASTS = 2_200;

const [text, setText] = createSignal('');
let timer: ReturnType<typeof setTimeout> | undefined;

export const toast = (words: string): void => {
  clearTimeout(timer);
  setText(words);
  timer = setTimeout(() => setText(''), LASTS);
};

export function Toast() {
  return (
    <div class="toast-place" role="status">
      <Show when={text()}>
        <span class="toast">{text()}</span>
      </Show>
    </div>
  );
}
