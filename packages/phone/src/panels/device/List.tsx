// A list of things in the device file, each with the same keys.

import { For, Show, type JSX } from 'solid-js';

import { Button } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import { change, errorOf, setting } from './change.ts';

type Row = Record<string, string | number>;

interface ListProps {
  /** As in `sampan.toml`: `device.places`. */
  name: string;
  /** The keys with their words; the first names the row. */
  keys: Record<string, string>;
  /** Those that are numbers. */
  numbers?: readonly string[];
  /** A row that is added. */
  fresh: Row;
  add: string;
  hint: string;
}

export const List = (props: ListProps): JSX.Element => {
  const rows = (): Row[] => {
    const list = setting(props.name);
    return Array.isArray(list) ? (list as Row[]).map((row) => ({ ...row })) : [];
  };
  const isNumber = (key: string): boolean => props.numbers?.includes(key) ?? false;
  const put = (index: number, key: string, text: string): void => {
    const value = isNumber(key) ? Number(text) : text;
    void change(props.name, rows().map((row, at) => (at === index ? { ...row, [key]: value } : row)));
  };
  return (
    <>
      <ol class="listed">
        <For each={rows()}>
          {(row, index) => (
            <li>
              <For each={Object.entries(props.keys)}>
                {([key, label]) => (
                  <input
                    class="input"
                    type={isNumber(key) ? 'number' : 'text'}
                    step="any"
                    aria-label={label}
                    placeholder={label}
                    value={row[key] ?? ''}
                    onChange={(event) => put(index(), key, event.currentTarget.value)}
                  />
                )}
              </For>
              <button
                type="button"
                class="close"
                aria-label={words().panel.device.removePlace(String(row.name))}
                onClick={() => void change(props.name, rows().filter((_, at) => at !== index()))}
              >
                ×
              </button>
            </li>
          )}
        </For>
      </ol>
      <Show when={errorOf(props.name)}><p class="field-error" role="alert">{errorOf(props.name)}</p></Show>
      <div class="buttons">
        <Button onClick={() => void change(props.name, [...rows(), props.fresh])}>{props.add}</Button>
        <span class="quiet field-hint">{props.hint}</span>
      </div>
    </>
  );
};
