// The camera of the machine that shows the phone, live, for as long as the sheet is there.

import { createSignal, onCleanup, onMount } from 'solid-js';

/** Enough for a code and for a photograph of a screen's size; small enough to send several times a second. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 960 } };

export interface Live {
  /** Give it to a `<video>`. */
  stream: () => MediaStream | undefined;
  /** Why there is none. */
  error: () => string;
  /** What the camera sees now, no longer than `longest` pixels. */
  still: (video: HTMLVideoElement, longest?: number) => Promise<Blob>;
}

/** Whether there is a camera to ask for: a page of another machine without TLS has none. */
export const hasLive = (): boolean => window.isSecureContext && !!navigator.mediaDevices?.getUserMedia;

export const openCamera = (): Live => {
  const [stream, setStream] = createSignal<MediaStream>();
  const [error, setError] = createSignal('');
  let isGone = false;
  const stop = (given: MediaStream | undefined): void => given?.getTracks().forEach((track) => track.stop());
  onMount(() => {
    if (!hasLive()) return;
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', ...SIZE } }).then(
      (given) => (isGone ? stop(given) : setStream(given)),
      (reason: Error) => setError(reason.message || reason.name),
    );
  });
  onCleanup(() => {
    isGone = true;
    stop(stream());
  });
  return { stream, error, still };
};

const still = (video: HTMLVideoElement, longest = Infinity): Promise<Blob> => {
  const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the camera gave no picture'))),
      'image/jpeg',
      0.9,
    );
  });
};
