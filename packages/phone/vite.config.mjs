// How the phone's page is built. `build.mjs` runs it; `npx vite packages/phone` serves it while one works on it, in front
// of a Sampan that runs (SAMPAN_PHONE is the address that it printed).

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

const host = process.env.SAMPAN_PHONE ? new URL(process.env.SAMPAN_PHONE).origin : undefined;
const behind = ['/ws', '/upload', '/temp', '/package', '/sheet', '/viewer', '/devtools', '/devtools-ws'];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [solid()],
  build: {
    target: 'es2022',
    // The page's policy allows no data: fonts, and pictures are few.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    // Solid's compiler takes its time; that is no news.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  ...(host
    ? { server: { proxy: Object.fromEntries(behind.map((path) => [path, { target: host, ws: true, changeOrigin: true }])) } }
    : {}),
});
