// How the phone is connected, and a network that comes and goes.

import { Show, type JSX } from 'solid-js';

import type { Network } from '../../generated/protocol.ts';
import { state } from '../../store.ts';
import { Field } from '../../widgets/Field.tsx';
import { Button, Choice, Toggle } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import { change, errorOf } from './change.ts';
import { alternate, flapping, offlineOnce, stopFlapping } from './flap.ts';
import { Section } from './Section.tsx';

const TYPES: readonly Network[] = ['wifi', '5g', '4g', '3g', '2g', 'unknown', 'none'];

export const Connection = (): JSX.Element => {
  const t = () => words().panel.device;
  const set = async (type: Network): Promise<void> => {
    await stopFlapping();
    await change('device.network.type', type);
  };
  return (
    <Section of="network" source="network">
      <Field label={t().networkType} code="device.network.type" error={errorOf('device.network.type')}>
        {() => (
          <Choice<Network>
            label={t().networkType}
            value={state().device?.network ?? 'wifi'}
            options={TYPES.map((value) => ({ value, text: t().networks[value] }))}
            onChange={(type) => void set(type)}
          />
        )}
      </Field>
      <Field label={t().flaps}>
        {() => (
          <div class="buttons">
            <Button onClick={offlineOnce} disabled={flapping() === 'once'}>{t().offline}</Button>
            <Toggle on={flapping() === 'on'} onChange={(on) => (on ? alternate() : void stopFlapping())}>{t().alternate}</Toggle>
            <Show when={flapping() !== 'no'}><span class="tag warn" role="status">{t().flapping}</span></Show>
          </div>
        )}
      </Field>
    </Section>
  );
};
