// A part of the device form, with the switch for who answers where there is one; and fields that are keys of the file.

import { Show, type JSX } from 'solid-js';

import { SelectField, SwitchField, TextField } from '../../widgets/Field.tsx';
import { words } from '../../words.ts';
import { change, errorOf, setting, textSetting } from './change.ts';
import { Source, type Capability } from './Source.tsx';

type SectionName = keyof ReturnType<typeof words>['panel']['device']['sections'];

export const Section = (props: { of: SectionName; source?: Capability; children?: JSX.Element }): JSX.Element => (
  <section class="device-section" aria-labelledby={`device-${props.of}`}>
    <header>
      <h2 id={`device-${props.of}`}>{words().panel.device.sections[props.of]}</h2>
      <Show when={props.source}>{(source) => <Source of={source()} />}</Show>
    </header>
    {props.children}
  </section>
);

interface KeyProps {
  /** As in `sampan.toml`: `device.language`. */
  name: string;
  label: string;
  hint?: string | undefined;
  placeholder?: string | undefined;
}

/** A text; empty takes the key away. */
export const TextKey = (props: KeyProps & { list?: readonly string[] }): JSX.Element => (
  <TextField
    label={props.label}
    code={props.name}
    hint={props.hint}
    placeholder={props.placeholder}
    error={errorOf(props.name)}
    value={textSetting(props.name)}
    onChange={(value) => void change(props.name, value || null)}
    {...(props.list ? { list: props.list } : {})}
  />
);

export const SwitchKey = (props: KeyProps): JSX.Element => (
  <SwitchField
    label={props.label}
    code={props.name}
    hint={props.hint}
    error={errorOf(props.name)}
    on={setting(props.name) === true}
    onChange={(on) => void change(props.name, on)}
  />
);

/** One of several names; the first, empty one takes the key away. */
export const SelectKey = (props: KeyProps & { options: readonly { value: string; text: string }[] }): JSX.Element => (
  <SelectField
    label={props.label}
    code={props.name}
    hint={props.hint}
    error={errorOf(props.name)}
    value={textSetting(props.name)}
    options={props.options}
    onChange={(value) => void change(props.name, value || null)}
  />
);
