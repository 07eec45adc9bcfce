// One line of a form: label, control, and what is wrong with the value, said at the control.

import { createEffect, createSignal, createUniqueId, For, on, Show, type JSX } from 'solid-js';

interface FieldProps {
  label: string;
  /** The key in `sampan.toml`. */
  code?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  children: (names: { id: string; described: string | undefined }) => JSX.Element;
}

/** A key may be broken after its dots. */
const breakable = (key: string): string => key.replaceAll('.', '.\u200b');

export const Field = (props: FieldProps): JSX.Element => {
  const id = createUniqueId();
  const described = (): string | undefined =>
    [props.error ? `${id}-error` : '', props.hint ? `${id}-hint` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field" classList={{ wrong: !!props.error }}>
      <div class="field-label">
        <label for={id}>{props.label}</label>
        <Show when={props.code}><span class="field-key">{breakable(props.code!)}</span></Show>
      </div>
      <div class="field-control">
        {props.children({ id, get described() { return described(); } })}
        <Show when={props.error}><p id={`${id}-error`} class="field-error" role="alert">{props.error}</p></Show>
        <Show when={props.hint}><p id={`${id}-hint`} class="field-hint">{props.hint}</p></Show>
      </div>
    </div>
  );
};

interface InputProps {
  label: string;
  code?: string | undefined;
  value: string;
  /** When the person is done with it: Enter, or the focus leaves. */
  onChange: (value: string) => void;
  type?: 'text' | 'number';
  placeholder?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  min?: number;
  max?: number;
  step?: number | 'any';
  list?: readonly string[];
}

export const TextField = (props: InputProps): JSX.Element => {
  const [typed, setTyped] = createSignal(props.value);
  // What comes from the host counts, except under the person's hands.
  let input: HTMLInputElement | undefined;
  createEffect(on(() => props.value, (value) => { if (document.activeElement !== input) setTyped(value); }));
  const names = createUniqueId();
  const done = (): void => { if (typed() !== props.value) props.onChange(typed()); };
  return (
    <Field label={props.label} code={props.code} hint={props.hint} error={props.error}>
      {(field) => (
        <>
          <input
            ref={input}
            id={field.id}
            class="input"
            type={props.type ?? 'text'}
            value={typed()}
            placeholder={props.placeholder}
            min={props.min}
            max={props.max}
            step={props.step}
            list={props.list ? names : undefined}
            spellcheck={false}
            autocomplete="off"
            aria-describedby={field.described}
            aria-invalid={!!props.error}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onBlur={done}
            onKeyDown={(event) => {
              if (event.key === 'Enter') done();
              if (event.key === 'Escape') { event.preventDefault(); setTyped(props.value); }
            }}
          />
          <Show when={props.list}>
            <datalist id={names}><For each={props.list}>{(name) => <option value={name} />}</For></datalist>
          </Show>
        </>
      )}
    </Field>
  );
};

interface SelectProps {
  label: string;
  code?: string | undefined;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

export const SelectField = (props: SelectProps): JSX.Element => (
  <Field label={props.label} code={props.code} hint={props.hint} error={props.error}>
    {(field) => (
      <select
        id={field.id}
        class="input"
        aria-describedby={field.described}
        aria-invalid={!!props.error}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        <For each={props.options}>
          {(option) => <option value={option.value} selected={option.value === props.value}>{option.text}</option>}
        </For>
      </select>
    )}
  </Field>
);

interface SwitchProps {
  label: string;
  code?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

export const SwitchField = (props: SwitchProps): JSX.Element => (
  <Field label={props.label} code={props.code} hint={props.hint} error={props.error}>
    {(field) => (
      <input
        id={field.id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={props.on}
        aria-describedby={field.described}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    )}
  </Field>
);
