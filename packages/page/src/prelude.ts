// Runs at document start in every frame of a web-view, before any script of the page: takes the host's function out of
// the page's sight and, in the main frame, puts the bridge there.
//
// Hiding the function is a courtesy. What keeps other frames out is the host, which asks the browser who called.

import { createBridge } from './bridge.ts';
import { apply } from './primordials.ts';
import { watchTitle } from './title.ts';
import { listenToUni } from './uni.ts';

// Both names are also in crates/view/src/bridge.rs.
const POST = '__sampanPost';
const DELIVER = '__sampanDeliver';

/** The documents of ours that draw a mini program's own pages: no bridge there, only the way out. */
const PAGES = '.page.sampan.localhost';

const scope = window as unknown as Record<string, unknown>;
const native = scope[POST] as ((message: string) => void) | undefined;
delete scope[POST];

const announce = (): void => void document.dispatchEvent(new Event('WeixinJSBridgeReady'));

const isTop = typeof native === 'function' && window.parent === window;
const post = (message: string): void => void apply(native!, window, [message]);

if (isTop && location.hostname.endsWith(PAGES)) {
  // Taken away again by the document's script, see packages/wxml/src/post.ts.
  Object.defineProperty(window, '__sampanPage', { value: post, configurable: true });
} else if (isTop) {
  const { bridge, deliver } = createBridge(post);
  Object.defineProperty(window, DELIVER, { value: deliver });
  scope.WeixinJSBridge = bridge;
  scope.__wxjs_environment = 'miniprogram';
  listenToUni(bridge);
  watchTitle(post);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', announce, { once: true });
  else announce();
}
