// What stands where nothing is yet: what will appear here, and what makes it appear.

import { Show, type JSX } from 'solid-js';

export const Empty = (props: { title: string; text?: string; example?: string }): JSX.Element => (
  <div class="empty">
    <p class="empty-title">{props.title}</p>
    <Show when={props.text}><p>{props.text}</p></Show>
    <Show when={props.example}><pre>{props.example}</pre></Show>
  </div>
);
