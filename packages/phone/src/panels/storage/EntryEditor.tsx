// One entry of the storage: its key, its value as text or as JSON, saved or removed. A new one begins empty.

import { createEffect, createSignal, createUniqueId, on, Show, type JSX } from 'solid-js';

import { host } from '../../host.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { Button, Choice } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import type { StorageEntry } from './entries.ts';

type Form = 'text' | 'json';

interface Props {
  app: string;
  /** None: a new one. */
  entry: StorageEntry | undefined;
  onDone: (key?: string) => void;
}

const written = (value: unknown, form: Form): string =>
  form === 'text' && typeof value === 'string' ? value : JSON.stringify(value, null, 2);

export const EntryEditor = (props: Props): JSX.Element => {
  const t = () => words().panel.storage;
  const id = createUniqueId();
  const [key, setKey] = createSignal('');
  const [form, setForm] = createSignal<Form>('json');
  const [text, setText] = createSignal('');
  const [before, setBefore] = createSignal('');
  const [problem, setProblem] = createSignal('');

  const begin = (): void => {
    const { entry } = props;
    const as: Form = !entry || typeof entry.value === 'string' ? 'text' : 'json';
    setForm(as);
    setKey(entry?.key ?? '');
    setText(entry ? written(entry.value, as) : '');
    setBefore(text());
    setProblem('');
  };
  createEffect(on(() => [props.app, props.entry?.key], begin));
  // What changes while nobody has touched it is shown; what somebody is writing stays.
  createEffect(on(() => props.entry?.value, () => { if (text() === before()) begin(); }, { defer: true }));

  const turn = (to: Form): void => {
    try {
      setText(to === 'json' ? JSON.stringify(text()) : written(JSON.parse(text()), 'text'));
    } catch {
      // What is no JSON yet stays as it is.
    }
    setForm(to);
  };

  const save = async (): Promise<void> => {
    setProblem('');
    if (!key()) { setProblem(t().keyNeeded); return; }
    try {
      const value: unknown = form() === 'json' ? JSON.parse(text()) : text();
      await host.request({ method: 'setStorage', app: props.app, key: key(), value });
      setBefore(text());
      props.onDone(key());
    } catch (error) {
      setProblem(error instanceof SyntaxError ? words().panel.widgets.notJson : (error as Error).message);
    }
  };

  const remove = (): void => {
    host.request({ method: 'removeStorage', app: props.app, key: key() })
      .then(() => props.onDone(), (error: Error) => setProblem(error.message));
  };

  return (
    <form class="details entry" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <div class="details-head">
        <h2>
          {props.entry ? props.entry.key : t().add}
          <button type="button" class="close" aria-label={words().panel.widgets.close} onClick={() => props.onDone()}>×</button>
        </h2>
      </div>
      <Show when={!props.entry}>
        <label for={`${id}-key`}>{t().key}</label>
        <input
          id={`${id}-key`}
          ref={(input) => queueMicrotask(() => input.focus())}
          class="input mono"
          value={key()}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </Show>
      <div class="entry-form">
        <label for={`${id}-value`}>{t().value}</label>
        <Choice<Form>
          label={t().form}
          value={form()}
          options={[{ value: 'text', text: t().text }, { value: 'json', text: 'JSON' }]}
          onChange={turn}
        />
        <Show when={props.entry?.type === 'Date'}><span class="tag" title={t().typeHint}>{props.entry?.type}</span></Show>
      </div>
      <textarea
        id={`${id}-value`}
        class="input mono"
        rows="12"
        value={text()}
        spellcheck={false}
        aria-invalid={!!problem()}
        aria-describedby={problem() ? `${id}-problem` : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void save(); }
        }}
      />
      <Show when={problem()}><p id={`${id}-problem`} class="field-error" role="alert">{problem()}</p></Show>
      <div class="details-head entry-buttons">
        <Button primary title="Ctrl+Enter" disabled={!!props.entry && text() === before()} onClick={() => void save()}>{t().save}</Button>
        <Show when={props.entry}>
          <Copy text={text}>{t().copy}</Copy>
          <Button danger onClick={remove}>{t().remove}</Button>
        </Show>
      </div>
    </form>
  );
};
