// What is wrong with the files of the mini program: file, line and column, over the page, until it is mended or put away.
// Most of it leaves other pages to look at, and what is put away comes back with the next problem.

import { createSignal, For, Show } from 'solid-js';

import type { Problem } from '../generated/protocol.ts';
import { Icon } from '../icons.tsx';
import { known } from '../store.ts';
import { words } from '../words.ts';

const place = ({ file, line, column }: Problem): string =>
  line === 0 ? file : column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;

export function Problems(props: { top: number }) {
  const [putAway, setPutAway] = createSignal('');
  const all = () => JSON.stringify(known.state.problems);
  return (
    <Show when={known.state.problems.length > 0 && putAway() !== all()}>
      <section class="problems" role="alert" style={{ top: `${props.top}px` }}>
        <h2>
          <Icon name="warning" /> {words().problems(known.state.problems.length)}
          <button type="button" class="problems-close" aria-label={words().close} onClick={() => setPutAway(all())}>
            <Icon name="close" />
          </button>
        </h2>
        <ul>
          <For each={known.state.problems}>
            {(problem) => (
              <li>
                <code class="problem-place">{place(problem)}</code>
                <pre>{problem.text}</pre>
              </li>
            )}
          </For>
        </ul>
        <p class="quiet">{words().problemsHint}</p>
      </section>
    </Show>
  );
}
