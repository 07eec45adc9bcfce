// The camera: a live picture and a shutter, or, where the browser gives none, a file (on a telephone its own camera).

import { createEffect, createSignal, Show } from 'solid-js';

import { host } from '../../host.ts';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';
import { hasLive, openCamera } from './live.ts';

export default function Camera(props: SheetProps<'camera'>) {
  let video!: HTMLVideoElement;
  const live = openCamera();
  const [error, setError] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
  createEffect(() => {
    video.srcObject = live.stream() ?? null;
  });

  const give = async (picture: Promise<Blob> | Blob): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await props.answer({ kind: 'pictures', uploads: [await host.upload(await picture)] });
    } catch (reason) {
      setError((reason as Error).message);
      setBusy(false);
    }
  };

  return (
    <HalfScreen
      title={words().camera}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      isTall
      onCancel={props.cancel}
    >
      <div class="camera">
        <video ref={video} autoplay playsinline muted />
        <Show when={!live.stream()}>
          <p class="camera-none">
            {live.error() ? words().cameraFailed(live.error()) : hasLive() ? words().cameraWaits : words().cameraNone}
          </p>
        </Show>
        <div class="camera-controls">
          <label class="camera-file">
            {words().fromFile}
            <input
              type="file"
              accept="image/*"
              capture="environment"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file) void give(file);
              }}
            />
          </label>
          <button
            type="button"
            class="shutter"
            data-focus
            aria-label={words().takePicture}
            disabled={!live.stream() || isBusy()}
            onClick={() => void give(live.still(video))}
          />
          <span class="camera-file" />
        </div>
      </div>
      <SheetError text={error()} />
    </HalfScreen>
  );
}
