// How the phone's page is built. `build.mjs` runs it.

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

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
});
