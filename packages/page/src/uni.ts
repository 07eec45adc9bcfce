// uni-app's web-view SDK, in a page whose user agent it does not know, posts its calls as messages to the window.
// In a mini program they mean the same as `wx.miniProgram.*`.

import type { Bridge } from './bridge.ts';

interface UniMessage {
  type?: unknown;
  data?: { name?: unknown; arg?: unknown };
}

const isRouting = (name: unknown): boolean =>
  name === 'navigateTo' || name === 'navigateBack' || name === 'switchTab' || name === 'reLaunch' ||
  name === 'redirectTo' || name === 'postMessage';

export const listenToUni = (bridge: Bridge): void => {
  const { invoke } = bridge;
  window.addEventListener('message', (event) => {
    // The source is the browser's word: a frame inside the page cannot pass for the page.
    if (event.source !== window) return;
    const message = event.data as UniMessage | null;
    if (typeof message !== 'object' || message === null || message.type !== 'WEB_INVOKE_APPSERVICE') return;
    const { data } = message;
    if (typeof data !== 'object' || data === null || !isRouting(data.name)) return;
    invoke('invokeMiniProgramAPI', { name: data.name, arg: data.arg });
  });
};
