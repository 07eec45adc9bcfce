// The device file as a form: each key as it is now, changed while the mini program runs. What is changed here is not
// written into `sampan.toml`.

import { Show } from 'solid-js';

import { state } from '../store.ts';
import { Empty } from '../widgets/Empty.tsx';
import { words } from '../words.ts';
import { Connection } from './device/Connection.tsx';
import { Look } from './device/Look.tsx';
import { Person } from './device/Person.tsx';
import { Place } from './device/Place.tsx';
import { Senses } from './device/Senses.tsx';
import './panels.css';

export default function Device() {
  const t = () => words().panel.device;
  return (
    <Show when={state().device} fallback={<Empty title={t().empty} text={t().emptyText} />}>
      <Show when={state().device?.settings} fallback={<Empty title={t().noFile} text={t().noFileText} />}>
        <div class="device">
          <Look />
          <Place />
          <Connection />
          <Senses />
          <Person />
        </div>
      </Show>
    </Show>
  );
}
