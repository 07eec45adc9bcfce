// How many older events the panels have forgotten, once there were more than they keep.

import { Show, type JSX } from 'solid-js';

import { CAPACITY } from '../events.ts';
import { events } from '../store.ts';
import { words } from '../words.ts';

export const Dropped = (): JSX.Element => {
  const count = (): number => {
    events.version();
    return events.dropped;
  };
  return (
    <Show when={count()}>
      <output class="count dropped" title={words().panel.widgets.droppedHint(CAPACITY)}>{words().panel.widgets.dropped(count())}</output>
    </Show>
  );
};
