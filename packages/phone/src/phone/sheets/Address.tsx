// Where goods are sent: one of the addresses of the device file, or one that is written here.

import { createSignal, For, Show } from 'solid-js';

import type { Address as Chosen } from '../../generated/protocol.ts';
import { known } from '../../store.ts';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

type Field = keyof ReturnType<typeof words>['address'];

const FIELDS: readonly Field[] = ['name', 'phone', 'province', 'city', 'county', 'street', 'detail', 'postcode', 'code'];

/** What is shown of an address below the name. */
const line = ({ province, city, county, street, detail }: Chosen): string =>
  [province, city, county, street, detail].filter(Boolean).join(' ');

/** The addresses of the device file. */
const listed = (): Chosen[] => {
  const settings = known.state.device?.settings as { device?: { addresses?: Chosen[] } } | null;
  return settings?.device?.addresses ?? [];
};

export default function Address(props: SheetProps<'address'>) {
  const answering = createAnswering();
  const [isWriting, setWriting] = createSignal(listed().length === 0);
  const give = (address: Chosen): void => void answering.attempt(() => props.answer({ kind: 'address', address }));
  const id = `address-${props.sheet.id}`;
  let first: HTMLInputElement | undefined;
  const write = (): void => {
    setWriting(true);
    // The button that had the focus is gone.
    first?.focus();
  };
  return (
    <SheetFrame
      of={props}
      answering={answering}
      title={words().chooseAddress}
      accept={
        isWriting()
          ? { text: words().useAddress, form: id, isOff: answering.isBusy() }
          : { text: words().otherAddress, onClick: write }
      }
    >
      <p class="scope-purpose">{words().addressText}</p>
      <Show when={isWriting()} fallback={<Listed choose={give} />}>
        <form
          id={id}
          class="address-form"
          onSubmit={(event) => {
            event.preventDefault();
            give(Object.fromEntries(new FormData(event.currentTarget)) as Chosen);
          }}
        >
          <For each={FIELDS}>
            {(field) => (
              <label classList={{ wide: field === 'detail' || field === 'street' }}>
                <span>{words().address[field]}</span>
                <input
                  ref={(input) => (first ??= input)}
                  class="dialog-input"
                  name={field}
                  type={field === 'phone' ? 'tel' : 'text'}
                  required={field === 'name'}
                  data-focus={field === 'name' ? '' : undefined}
                />
              </label>
            )}
          </For>
        </form>
      </Show>
    </SheetFrame>
  );
}

function Listed(props: { choose: (address: Chosen) => void }) {
  return (
    <ul class="address-list">
      <For each={listed()}>
        {(address) => (
          <li>
            <button type="button" onClick={() => props.choose({ ...address })}>
              <strong>{address.name}</strong> <span class="address-phone">{address.phone}</span>
              <span class="address-line">{line(address)}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
