// Who answers for a capability: the device file, or the person with the phone.

import type { JSX } from 'solid-js';

import type { DeviceState, Source as Answerer } from '../../generated/protocol.ts';
import { state } from '../../store.ts';
import { Choice } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import { change, errorOf } from './change.ts';

export type Capability = keyof DeviceState['sources'];

export const Source = (props: { of: Capability }): JSX.Element => {
  const t = () => words().panel.device;
  const key = () => `source.${props.of}`;
  return (
    <span class="source" title={errorOf(key()) ?? t().sourceHint}>
      <Choice<Answerer>
        label={t().sourceOf(t().sections[props.of])}
        value={state().device?.sources[props.of] ?? 'script'}
        options={[
          { value: 'script', text: t().script, title: t().scriptHint },
          { value: 'phone', text: t().person, title: t().personHint },
        ]}
        onChange={(to) => void change(key(), to)}
      />
    </span>
  );
};
