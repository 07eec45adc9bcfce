// Who is around the viewer: the phone's page, when it stands in a frame there; else the host itself, which has opened it
// as a page of its own and knows by its origin that the viewer is calling.

import type { Answer } from './request.ts';

interface Bridge { invoke(name: string, args: object): void }

const isFramed = window.parent !== window;

export const tell = (answer: Answer): void => {
  // To our own origin only: nobody else may frame the viewer, and nobody else is told.
  if (isFramed) window.parent.postMessage(answer, location.origin);
};

export const close = (): void => {
  if (isFramed) return tell({ viewer: 'close' });
  (window as unknown as { WeixinJSBridge?: Bridge }).WeixinJSBridge?.invoke('closeViewer', {});
};
