// Where goods are sent: one of the addresses of the device file, or one that is written here.

import { createSignal, For, Show } from 'solid-js';

import type { Address as Chosen } from '../../generated/protocol.ts';
import { known } from '../../store.ts';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

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
  const [error, setError] = createSignal('');
  const [isWriting, setWriting] = createSignal(listed().length === 0);
  const give = (address: Chosen): void => {
    setError('');
    props.answer({ kind: 'address', address }).catch((reason: Error) => setError(reason.message));
  };
  const id = `address-${props.sheet.id}`;
  return (
    <HalfScreen
      title={words().chooseAddress}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      onCancel={props.cancel}
      footer={
        <>
          <button type="button" class="weui-btn weui-btn_default" onClick={() => props.cancel()}>
            {words().cancel}
          </button>
          <Show
            when={isWriting()}
            fallback={
              <button type="button" class="weui-btn weui-btn_primary" onClick={() => setWriting(true)}>
                {words().otherAddress}
              </button>
            }
          >
            <button type="submit" form={id} class="weui-btn weui-btn_primary">
              {words().useAddress}
            </button>
          </Show>
        </>
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
      <SheetError text={error()} />
    </HalfScreen>
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
