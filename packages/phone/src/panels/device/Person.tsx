// Who has the phone: places and addresses to choose from, account, what comes of paying, what is pressed in dialogs.

import { Show, type JSX } from 'solid-js';

import { Field, TextField } from '../../widgets/Field.tsx';
import { Choice } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import { change, errorOf, setting, textSetting } from './change.ts';
import { List } from './List.tsx';
import { Section, SelectKey, TextKey } from './Section.tsx';

const PAID = 'payment.result';

export const Person = (): JSX.Element => {
  const t = () => words().panel.device;
  return (
    <>
      <Section of="places" source="places"><Places /></Section>
      <Section of="addresses" source="addresses"><Addresses /></Section>
      <Section of="account" source="account">
        <TextKey name="account.nickname" label={t().nickname} />
        <TextKey name="account.phone" label={t().phone} />
        <TextKey name="account.email" label={t().email} />
        <TextKey name="account.avatar" label={t().avatar} placeholder="fixtures/me.png" />
        <TextKey name="account.openid" label="openid" />
        <TextKey name="account.code" label={t().loginCode} placeholder={t().newEachTime} />
      </Section>
      <Section of="payment" source="payment"><Payment /></Section>
      <Section of="dialogs" source="dialogs"><Dialogs /></Section>
    </>
  );
};

const Places = (): JSX.Element => {
  const t = () => words().panel.device;
  return (
    <List
      name="device.places"
      keys={t().placeKey}
      numbers={['latitude', 'longitude']}
      fresh={{ name: t().newPlace, address: '', latitude: 22.5431, longitude: 114.0579 }}
      add={t().addPlace}
      hint={t().placesHint}
    />
  );
};

const Addresses = (): JSX.Element => {
  const t = () => words().panel.device;
  return (
    <List
      name="device.addresses"
      keys={words().address}
      fresh={{ name: t().newAddress }}
      add={t().addAddress}
      hint={t().addressesHint}
    />
  );
};

const ITEM = 'device.dialogs.action_sheet';

/** A place from 0, `cancel`, or nothing. */
const asItem = (text: string): unknown => (/^\d+$/.test(text.trim()) ? Number(text) : text.trim() || null);

const Dialogs = (): JSX.Element => {
  const t = () => words().panel.device;
  const pressed = () => [
    { value: '', text: t().pressed.ask },
    { value: 'confirm', text: t().pressed.confirm },
    { value: 'cancel', text: t().pressed.cancel },
  ];
  return (
    <>
      <SelectKey name="device.dialogs.modal" label={t().modal} options={pressed()} />
      <TextKey name="device.dialogs.text" label={t().modalText} />
      <TextField
        label={t().actionSheet}
        code={ITEM}
        hint={t().actionSheetHint}
        error={errorOf(ITEM)}
        value={String(setting(ITEM) ?? '')}
        onChange={(text) => void change(ITEM, asItem(text))}
      />
      <SelectKey name="device.dialogs.call" label={t().phoneCall} options={pressed()} />
      <SelectKey name="device.dialogs.subscribe" label={t().subscribe} options={pressed()} />
    </>
  );
};

type Paid = 'unset' | 'ok' | 'cancel' | 'fail';

const Payment = (): JSX.Element => {
  const t = () => words().panel.device;
  const text = () => textSetting(PAID);
  const kind = (): Paid => (text().startsWith('fail') ? 'fail' : ((text() || 'unset') as Paid));
  const reason = () => text().replace(/^fail:\s*/, '');
  const set = (to: Paid): void => void change(PAID, to === 'unset' ? null : to === 'fail' ? 'fail: no money' : to);
  return (
    <Field label={t().payment} code={PAID} error={errorOf(PAID)}>
      {() => (
        <div class="buttons">
          <Choice<Paid>
            label={t().payment}
            value={kind()}
            options={(['unset', 'ok', 'cancel', 'fail'] as const).map((value) => ({ value, text: t().paid[value] }))}
            onChange={set}
          />
          <Show when={kind() === 'fail'}>
            <input
              class="input"
              aria-label={t().failReason}
              value={reason()}
              onChange={(event) => void change(PAID, `fail: ${event.currentTarget.value}`)}
            />
          </Show>
        </div>
      )}
    </Field>
  );
};
