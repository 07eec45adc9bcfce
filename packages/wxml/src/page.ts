// The document that draws one page of a mini program: takes operations in, sends events out, and runs no framework.

import { apply } from './apply.ts';
import { Told, type Operation } from './operations.ts';
import { post, ready } from './post.ts';
import { watchFingers } from './touch.ts';

const tellWindow = (): void => {
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  post([Told.Window, { width: innerWidth, height: innerHeight, ratio: devicePixelRatio, theme }]);
};

const deliver = (kind: 'operations' | 'place', json: string): void => {
  if (kind === 'operations') return apply(JSON.parse(json) as Operation[]);
  // Loaded before there was a page for it: relative addresses begin at the page's own path.
  history.replaceState(null, '', JSON.parse(json) as string);
  ready();
  tellWindow();
};

// The name is also in crates/view/src/bridge.rs.
Object.defineProperty(window, '__sampanDeliver', { value: deliver });
addEventListener('resize', tellWindow);
watchFingers();
ready();
tellWindow();
