// What the phone would see and hear: album, camera, scanner, microphone, loudspeaker.

import type { JSX } from 'solid-js';

import { Field, TextField } from '../../widgets/Field.tsx';
import { words } from '../../words.ts';
import { change, errorOf, setting } from './change.ts';
import { Section, SwitchKey, TextKey } from './Section.tsx';

const IMAGES = 'device.album.images';
const PICK = 'device.album.pick';
/** What `scan_type` can say (docs/device.md). */
const CODES = ['QR_CODE', 'AZTEC', 'DATA_MATRIX', 'PDF_417', 'CODABAR', 'CODE_39', 'CODE_93', 'CODE_128', 'EAN_8', 'EAN_13', 'ITF', 'UPC_A', 'UPC_E', 'WX_CODE'];

/** `all`, or places from 0 with commas between. */
const asPick = (text: string): unknown => {
  const places = text.split(/[\s,]+/).filter(Boolean);
  return !text.trim() || text.trim() === 'all' ? 'all' : places.map((place) => (Number.isNaN(Number(place)) ? place : Number(place)));
};

export const Senses = (): JSX.Element => {
  const t = () => words().panel.device;
  const images = (): string[] => {
    const list = setting(IMAGES);
    return Array.isArray(list) ? list.map(String) : [];
  };
  const pick = (): string => {
    const value = setting(PICK);
    return Array.isArray(value) ? value.join(', ') : 'all';
  };
  return (
    <>
      <Section of="album" source="album">
        <Field label={t().images} code={IMAGES} hint={t().imagesHint} error={errorOf(IMAGES)}>
          {(field) => (
            <textarea
              id={field.id}
              class="input mono"
              rows={Math.max(2, images().length)}
              aria-describedby={field.described}
              value={images().join('\n')}
              spellcheck={false}
              placeholder="fixtures/*.jpg"
              onChange={(event) => void change(IMAGES, event.currentTarget.value.split('\n').map((line) => line.trim()).filter(Boolean))}
            />
          )}
        </Field>
        <TextField label={t().pick} code={PICK} hint={t().pickHint} error={errorOf(PICK)} value={pick()} onChange={(text) => void change(PICK, asPick(text))} />
        <SwitchKey name="device.album.cancel" label={t().cancel} />
      </Section>
      <Section of="camera" source="camera">
        <TextKey name="device.camera.image" label={t().picture} placeholder="fixtures/receipt.jpg" />
        <SwitchKey name="device.camera.cancel" label={t().cancel} />
      </Section>
      <Section of="scan" source="scan">
        <TextKey name="device.scan.image" label={t().codePicture} placeholder="fixtures/qr.png" />
        <TextKey name="device.scan.result" label={t().codeResult} hint={t().codeResultHint} />
        <TextKey name="device.scan.scan_type" label={t().codeType} list={CODES} />
        <SwitchKey name="device.scan.cancel" label={t().cancel} />
      </Section>
      <Section of="microphone" source="microphone">
        <TextKey name="device.microphone.audio" label={t().sound} placeholder="fixtures/voice.wav" />
      </Section>
      <Section of="loudspeaker" source="loudspeaker">
        <p class="quiet device-is">{t().loudspeakerHint}</p>
      </Section>
    </>
  );
};
