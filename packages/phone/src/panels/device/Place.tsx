// Where the phone is: on the map, in numbers, or along a track.

import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';

import { state } from '../../store.ts';
import { TextField } from '../../widgets/Field.tsx';
import { Button } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';
import { change, errorOf, setting, textSetting } from './change.ts';
import { PositionMap } from './Map.tsx';
import { length, load, play, playing, seek, setSpeed, speed, stop, time, track } from './player.ts';
import { Section } from './Section.tsx';

const LOCATION = 'device.location';
const NUMBERS = ['latitude', 'longitude', 'accuracy', 'altitude', 'speed'] as const;
type NumberKey = (typeof NUMBERS)[number];

/** The section is one value: latitude without longitude is no place. */
const setNumber = (key: NumberKey, text: string): void => {
  const { latitude = 0, longitude = 0, ...rest } = state().device?.position ?? {};
  const value = text === '' ? null : Number(text);
  void change(LOCATION, { latitude, longitude, ...rest, [key]: value });
};

export const Place = (): JSX.Element => {
  const t = () => words().panel.device;
  const value = (key: NumberKey): string => {
    const position = state().device?.position;
    return position ? String(Number(position[key].toFixed(7))) : '';
  };
  const field = (key: NumberKey, error?: boolean): JSX.Element => (
    <TextField
      label={t().place[key]}
      code={`${LOCATION}.${key}`}
      type="number"
      step="any"
      error={error ? errorOf(LOCATION) : undefined}
      value={value(key)}
      onChange={(text) => setNumber(key, text)}
    />
  );
  return (
    <Section of="position" source="position">
      <PositionMap />
      <div class="device-columns">
        {field('latitude', true)}
        {field('longitude')}
        {field('accuracy')}
        {field('altitude')}
        {field('speed')}
      </div>
      <FileTrack />
      <Player />
    </Section>
  );
};

/** `device.location.track`: the phone itself walks along a file of the mini program's folder. */
const FileTrack = (): JSX.Element => {
  const t = () => words().panel.device;
  const walks = () => typeof setting(`${LOCATION}.track`) === 'string';
  const [path, setPath] = createSignal(textSetting(`${LOCATION}.track`));
  const [times, setTimes] = createSignal(textSetting(`${LOCATION}.speed`) || '1');
  const turn = (): void => {
    const { latitude, longitude } = state().device?.position ?? {};
    if (!walks()) void change(LOCATION, { track: path(), speed: Number(times()) || 1 });
    else void change(LOCATION, latitude === undefined ? null : { latitude, longitude });
  };
  return (
    <div class="track-file">
      <TextField label={t().trackFile} code="device.location.track" placeholder="walk.gpx" value={path()} onChange={setPath} hint={t().trackHint} />
      <div class="track-buttons">
        <label>
          {t().times}{' '}
          <input class="input short" type="number" min="0.1" step="any" value={times()} onInput={(event) => setTimes(event.currentTarget.value)} />
        </label>
        <Button onClick={turn} disabled={!walks() && !path()}>{walks() ? t().stop : t().walk}</Button>
      </div>
    </div>
  );
};

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** A track from this machine, played by this page. */
const Player = (): JSX.Element => {
  const t = () => words().panel.device;
  const id = createUniqueId();
  const [wrong, setWrong] = createSignal(false);
  const choose = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file) setWrong(!(await load(file)));
  };
  return (
    <div class="field">
      <div class="field-label"><label for={id}>{t().player}</label></div>
      <div class="field-control">
        <input
          id={id}
          type="file"
          class="file"
          accept=".gpx,application/gpx+xml"
          aria-invalid={wrong()}
          onChange={(event) => void choose(event.currentTarget)}
        />
        <Show when={wrong()}><p class="field-error" role="alert">{t().notGpx}</p></Show>
        <Show when={track()}>
          <div class="player">
            <Button onClick={() => (playing() ? stop() : play())} primary={!playing()}>{playing() ? t().pause : t().play}</Button>
            <input
              type="range"
              min="0"
              max={length()}
              step="any"
              value={time()}
              aria-label={t().positionInTrack}
              aria-valuetext={minutes(time())}
              onInput={(event) => seek(Number(event.currentTarget.value))}
            />
            <span class="count">{minutes(time())} / {minutes(length())}</span>
            <label>
              {t().times}{' '}
              <select class="input short" value={String(speed())} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
                <option value="1">1×</option><option value="2">2×</option><option value="5">5×</option>
                <option value="10">10×</option><option value="60">60×</option>
              </select>
            </label>
          </div>
        </Show>
      </div>
    </div>
  );
};
