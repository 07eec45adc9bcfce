// The camera: a live picture and a shutter, or, where the browser gives none, a file (on a telephone its own camera).

import { createEffect, createSignal, Show } from 'solid-js';

import { host } from '../../host.ts';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';
import { hasLive, openCamera } from './live.ts';

export default function Camera(props: SheetProps<'camera'>) {
  let video!: HTMLVideoElement;
  const live = openCamera();
  const answering = createAnswering();
  createEffect(() => {
    video.srcObject = live.stream() ?? null;
  });

  const give = (picture: Promise<Blob> | Blob): Promise<void> =>
    answering.attempt(async () => props.answer({ kind: 'pictures', uploads: [await host.upload(await picture)] }));

  return (
    <SheetFrame of={props} answering={answering} title={words().camera} isTall>
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
            disabled={!live.stream() || answering.isBusy()}
            onClick={() => void give(live.still(video))}
          />
          <span class="camera-file" />
        </div>
      </div>
    </SheetFrame>
  );
}
