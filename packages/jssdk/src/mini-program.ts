// The functions `wx.miniProgram.name`: routing and messages, both without an answer, and what the page learns
// without asking the host.
//
// Routing returns nothing, and no promise either: a host never answers these calls, so a promise could only lie.

import { currentBridge, guarded, whenBridge } from './bridge.js';
import { silent } from './call.js';
import type { Silent } from './generated/functions.js';
import type { NavigateBack, NavigateBackMiniProgram, NavigateTo, ReLaunch, RedirectTo, SwitchTab } from './generated/types.js';

export interface Environment {
  /** Whether this page is in the web-view of a mini program. */
  miniprogram: boolean;
}

export type WebviewEventListener = (event: any) => void;

/** How long after the page has loaded a bridge may still come, in milliseconds. */
const LATE_BRIDGE = 3000;

const listeners: WebviewEventListener[] = [];
let subscribed = false;

/** Tells whether the page is in a mini program. Where no bridge comes, the answer is no, soon after the page has loaded. */
function getEnv(): Promise<Environment>;
function getEnv(callback: (environment: Environment) => void): void;
function getEnv(callback?: (environment: Environment) => void): Promise<Environment> | void {
  const answer = bridgeOrLate().then(() => {
    const marker = (globalThis as { __wxjs_environment?: unknown }).__wxjs_environment;
    return { miniprogram: marker === 'miniprogram' };
  });
  if (callback) {
    void answer.then((environment) => guarded(callback, environment));
    return undefined;
  }
  return answer;
}

function bridgeOrLate(): Promise<void> {
  return new Promise((resolve) => {
    whenBridge(() => resolve());
    if (!currentBridge()) {
      const giveUp = () => setTimeout(resolve, LATE_BRIDGE);
      document.readyState === 'complete' ? giveUp() : globalThis.addEventListener('load', giveUp, { once: true });
    }
  });
}

/** Hears what the mini program sends with `wx.sendWebviewEvent`. The same function is added once. */
function onWebviewEvent(listener: WebviewEventListener): void {
  if (typeof listener !== 'function' || listeners.includes(listener)) {
    return;
  }
  listeners.push(listener);
  if (!subscribed) {
    subscribed = true;
    whenBridge((bridge) => bridge.on?.('webviewEvent', tell));
  }
}

/** Removes that listener; without one nothing happens. */
function offWebviewEvent(listener?: WebviewEventListener): void {
  const at = listeners.findIndex((entry) => entry === listener);
  if (at >= 0) {
    listeners.splice(at, 1);
  }
}

function tell(payload: unknown): void {
  const event = (payload as { data?: unknown } | null | undefined)?.data;
  for (const listener of [...listeners]) {
    guarded(listener, event);
  }
}

const route =
  (name: Silent) =>
  (options: { url: string }): void =>
    silent(name, { url: options.url });

export const miniProgram = {
  navigateTo: route('navigateTo') as (options: NavigateTo) => void,
  redirectTo: route('redirectTo') as (options: RedirectTo) => void,
  switchTab: route('switchTab') as (options: SwitchTab) => void,
  reLaunch: route('reLaunch') as (options: ReLaunch) => void,
  navigateBack: (options: NavigateBack = {}): void => silent('navigateBack', { delta: options.delta || 1 }),
  navigateBackMiniProgram: (options: NavigateBackMiniProgram = {}): void =>
    silent('navigateBackMiniProgram', { extraData: options.extraData ?? {} }),
  /** Waits in the host until the page is gone back from, destroyed or shared. */
  postMessage: (options: { data?: unknown } = {}): void => silent('postMessage', options.data || {}),
  /** Reaches the mini program at once. */
  sendWebviewEvent: (event?: unknown): void => silent('sendWebviewEvent', event),
  getEnv,
  onWebviewEvent,
  offWebviewEvent,
} satisfies Record<Silent, unknown> & Record<string, unknown>;
