// What the phone is: preset, orientation, theme, language, time zone, battery, clipboard.

import { Show, type JSX } from 'solid-js';

import { PRESETS } from '../../generated/protocol.ts';
import { state } from '../../store.ts';
import { TextField } from '../../widgets/Field.tsx';
import { words } from '../../words.ts';
import { change, errorOf, textSetting } from './change.ts';
import { Section, SelectKey, SwitchKey, TextKey } from './Section.tsx';

const LANGUAGES = ['zh-CN', 'zh-TW', 'en-US', 'en-GB', 'ja-JP', 'ko-KR', 'de-DE', 'fr-FR', 'ar-SA'];
const ZONES = Intl.supportedValuesOf('timeZone');

export const Look = (): JSX.Element => {
  const t = () => words().panel.device;
  const same = (value: string) => ({ value, text: value });
  return (
    <Section of="look">
      <Show when={state().device}>
        {(device) => (
          <p class="quiet device-is">
            {device().model} · {device().system} · {device().width}×{device().height} @{device().pixelRatio}x
          </p>
        )}
      </Show>
      <SelectKey name="device.preset" label={t().preset} options={[{ value: '', text: t().plain }, ...PRESETS.map(same)]} />
      <SelectKey
        name="device.orientation"
        label={t().orientation}
        options={[
          { value: '', text: t().standard(t().portrait) },
          { value: 'portrait', text: t().portrait },
          { value: 'landscape', text: t().landscape },
        ]}
      />
      <SelectKey
        name="device.theme"
        label={t().theme}
        options={[
          { value: '', text: t().standard(t().light) },
          { value: 'light', text: t().light },
          { value: 'dark', text: t().dark },
        ]}
      />
      <TextKey name="device.language" label={t().language} list={LANGUAGES} placeholder={t().browsers} />
      <TextKey name="device.time_zone" label={t().timeZone} list={ZONES} placeholder={t().machines} />
      <TextField
        label={t().battery}
        code="device.battery.level"
        type="number"
        min={0}
        max={100}
        error={errorOf('device.battery.level')}
        value={textSetting('device.battery.level')}
        onChange={(value) => void change('device.battery.level', value === '' ? null : Number(value))}
      />
      <SwitchKey name="device.battery.charging" label={t().charging} />
      <TextKey name="device.clipboard" label={t().clipboard} />
    </Section>
  );
};
