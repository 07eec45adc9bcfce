// Builds the trace viewer: `node packages/trace/build.mjs OUT_DIR` writes OUT_DIR/trace/ with the page's frame, one script
// and one style, which the host puts into one file. Run by crates/sampan/build.rs.

import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';
import solid from 'vite-plugin-solid';

if (!process.argv[2]) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const out = path.join(path.resolve(process.argv[2]), 'trace');

await build({
  configFile: false,
  root: here,
  logLevel: 'warn',
  // Two builds of cargo may run at the same time.
  cacheDir: path.join(out, '../trace-cache'),
  plugins: [solid()],
  build: {
    target: 'es2022',
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: path.join(here, 'src/main.tsx'),
      output: { format: 'es', entryFileNames: 'trace.js', assetFileNames: 'trace.[ext]', codeSplitting: false },
      // Solid's compiler takes its time; that is no news.
      checks: { pluginTimings: false },
    },
  },
});
cpSync(path.join(here, 'src/index.html'), path.join(out, 'index.html'));

let size = 0;
for (const name of ['trace.js', 'trace.css']) {
  const text = readFileSync(path.join(out, name), 'utf8');
  size += gzipSync(text).length;
  // They stand inline, where this would end them.
  if (/<\/(script|style)|<!--/i.test(text)) {
    console.error(`${name} cannot stand inside a page`);
    process.exit(1);
  }
}
console.log(`trace viewer: ${(size / 1024).toFixed(1)} KB gzip`);
