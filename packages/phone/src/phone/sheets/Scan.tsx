// The scanner: what the camera sees goes to the host a few times a second until it finds a code in it. A picture or
// the code's text does as well.

import { createEffect, createSignal, onCleanup, Show } from 'solid-js';

import type { CodeKind } from '../../generated/protocol.ts';
import { host } from '../../host.ts';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';
import { hasLive, openCamera } from './live.ts';

const EVERY = 250;
/** More pixels than this make reading slower, not better. */
const LONGEST = 960;

/** What a code that was typed is taken for: the first kind that the page wants. */
const TYPES: Record<CodeKind, string> = {
  qrCode: 'QR_CODE',
  barCode: 'CODE_128',
  datamatrix: 'DATA_MATRIX',
  pdf417: 'PDF_417',
  wxCode: 'WX_CODE',
};

export default function Scan(props: SheetProps<'scan'>) {
  let video!: HTMLVideoElement;
  const live = openCamera();
  const answering = createAnswering();
  const [typed, setTyped] = createSignal('');
  let isGone = false;
  onCleanup(() => void (isGone = true));

  const read = async (picture: Blob): Promise<void> =>
    props.answer({ kind: 'pictures', uploads: [await host.upload(picture)] });

  /** One picture at a time; a no is the usual answer and not worth a word. */
  const look = async (): Promise<void> => {
    const began = performance.now();
    if (video.videoWidth > 0 && !document.hidden) {
      await live
        .still(video, LONGEST)
        .then(read)
        .catch(() => undefined);
    }
    if (!isGone) setTimeout(() => void look(), Math.max(0, EVERY - (performance.now() - began)));
  };
  createEffect(() => {
    const stream = live.stream();
    video.srcObject = stream ?? null;
    if (stream) void look();
  });

  const fromFile = (file: File | undefined): void => {
    if (file) void answering.attempt(() => read(file));
  };
  const fromText = (): void => {
    const [kind = 'qrCode'] = props.question.kinds;
    const code = {
      result: typed(),
      scanType: TYPES[kind],
      charSet: 'UTF-8',
      raw: [...new TextEncoder().encode(typed())],
    };
    void answering.attempt(() => props.answer({ kind: 'code', code }));
  };

  return (
    <SheetFrame of={props} answering={answering} title={words().scan} isTall>
      <div class="camera scanner">
        <video ref={video} autoplay playsinline muted />
        <div class="scan-window" classList={{ live: !!live.stream() }} />
        <Show when={!live.stream()}>
          <p class="camera-none">
            {live.error() ? words().cameraFailed(live.error()) : hasLive() ? words().cameraWaits : words().cameraNone}
          </p>
        </Show>
      </div>
      <form
        class="scan-other"
        onSubmit={(event) => {
          event.preventDefault();
          fromText();
        }}
      >
        <Show when={!props.question.onlyFromCamera}>
          <label class="weui-btn weui-btn_default scan-file">
            {words().fromPicture}
            <input type="file" accept="image/*" onChange={(event) => fromFile(event.currentTarget.files?.[0])} />
          </label>
        </Show>
        <input
          class="dialog-input"
          placeholder={words().typeCode}
          aria-label={words().typeCode}
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="weui-btn weui-btn_primary" disabled={!typed()}>
          {words().ok}
        </button>
      </form>
    </SheetFrame>
  );
}
