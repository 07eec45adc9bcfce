// The microphone: it runs for as long as the sheet is there, and a red sign says so. When the host says `stopping`,
// what it has heard is uploaded.

import { createEffect, createSignal, on, onCleanup, onMount, Show } from 'solid-js';

import { host } from '../../host.ts';
import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import { appName } from '../Asker.tsx';
import type { SheetProps } from '../Sheets.tsx';

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export function Recorder(props: SheetProps<'record'>) {
  const [seconds, setSeconds] = createSignal(0);
  const [error, setError] = createSignal('');
  const began = performance.now();
  const timer = setInterval(() => setSeconds((performance.now() - began) / 1000), 250);
  const chunks: Blob[] = [];
  let recorder: MediaRecorder | undefined;
  let stream: MediaStream | undefined;
  let started = 0;
  let isGone = false;

  const release = (): void => stream?.getTracks().forEach((track) => track.stop());
  const fail = (reason: Error): void => {
    setError(reason.message || reason.name);
    void props
      .answer({ kind: 'fail', reason: `the microphone: ${reason.message || reason.name}` })
      .catch(() => undefined);
  };
  onMount(() => {
    if (!navigator.mediaDevices?.getUserMedia) {
      fail(new Error(words().notSecureMicrophone));
      return;
    }
    navigator.mediaDevices
      .getUserMedia({ audio: true })
      .then((given) => {
        stream = given;
        if (isGone) return release();
        recorder = new MediaRecorder(given);
        recorder.addEventListener('dataavailable', ({ data }) => void chunks.push(data));
        recorder.start();
        started = performance.now();
        if (props.question.stopping) void give();
      })
      .catch(fail);
  });
  onCleanup(() => {
    isGone = true;
    clearInterval(timer);
    if (recorder?.state === 'recording') recorder.stop();
    release();
  });

  const give = async (): Promise<void> => {
    const running = recorder;
    if (!running || running.state === 'inactive') return;
    const length = (performance.now() - started) / 1000;
    const stopped = new Promise((resolve) => running.addEventListener('stop', resolve, { once: true }));
    running.stop();
    await stopped;
    release();
    const upload = await host.upload(new Blob(chunks, { type: running.mimeType }));
    await props.answer({ kind: 'sound', upload, seconds: length });
  };
  createEffect(
    on(
      () => props.question.stopping,
      (stopping) => {
        if (stopping) give().catch(fail);
      },
    ),
  );

  return (
    <div class="running recording" role="status">
      <i class="red-light" />
      <Icon name="microphone" size={16} />
      <span>{error() || words().recordingBy(appName(props.sheet.app))}</span>
      <Show when={!error()}>
        <time>{minutes(seconds())}</time>
      </Show>
    </div>
  );
}
