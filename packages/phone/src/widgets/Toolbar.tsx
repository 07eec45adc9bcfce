// The bar over a panel: a filter, switches, buttons.

import { For, Show, type JSX } from 'solid-js';

import { words } from '../words.ts';

export const Toolbar = (props: { label: string; children: JSX.Element }): JSX.Element => (
  <div class="toolbar" role="toolbar" aria-label={props.label}>{props.children}</div>
);

interface ButtonProps {
  children: JSX.Element;
  onClick: () => void;
  title?: string;
  disabled?: boolean;
  primary?: boolean;
  danger?: boolean;
}

export const Button = (props: ButtonProps): JSX.Element => (
  <button
    type="button"
    class="button"
    classList={{ primary: props.primary === true, danger: props.danger === true }}
    title={props.title}
    disabled={props.disabled}
    onClick={() => props.onClick()}
  >
    {props.children}
  </button>
);

/** A button that stays pressed. */
export const Toggle = (props: { children: JSX.Element; on: boolean; onChange: (on: boolean) => void }): JSX.Element => (
  <button type="button" class="button toggle" aria-pressed={props.on} onClick={() => props.onChange(!props.on)}>
    {props.children}
  </button>
);

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string; title?: string }[];
  onChange: (value: T) => void;
}

/** One of a few, all of them in sight. */
export const Choice = <T extends string>(props: ChoiceProps<T>): JSX.Element => (
  <div class="choice" role="group" aria-label={props.label}>
    <For each={props.options}>
      {(option) => (
        <button
          type="button"
          aria-pressed={props.value === option.value}
          title={option.title}
          onClick={() => props.onChange(option.value)}
        >
          {option.text}
        </button>
      )}
    </For>
  </div>
);

export const Filter = (props: { value: string; onChange: (text: string) => void; label?: string }): JSX.Element => (
  <span class="filter">
    <input
      type="search"
      aria-label={props.label ?? words().panel.widgets.filter}
      placeholder={props.label ?? words().panel.widgets.filter}
      value={props.value}
      spellcheck={false}
      autocomplete="off"
      onInput={(event) => props.onChange(event.currentTarget.value)}
    />
  </span>
);

/** How many of how many; said politely when it changes. */
export const Count = (props: { shown: number; all: number }): JSX.Element => (
  <output class="count">
    <Show when={props.shown !== props.all} fallback={props.all}>{`${props.shown} / ${props.all}`}</Show>
  </output>
);
