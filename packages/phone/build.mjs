// Builds the phone's page: `node packages/phone/build.mjs OUT_DIR` writes OUT_DIR/phone/ (index.html and hashed assets/),
// to be served as it is. Run by crates/sampan/build.rs. Fails when what a browser loads first is too heavy.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

/** Of everything that index.html names, after gzip. */
const LIMIT = 300 * 1024;

if (!process.argv[2]) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const out = path.join(path.resolve(process.argv[2]), 'phone');

await build({
  configFile: path.join(here, 'vite.config.mjs'),
  logLevel: 'warn',
  // Two builds of cargo may run at the same time.
  cacheDir: path.join(out, '../phone-cache'),
  build: { outDir: out },
});

const html = readFileSync(path.join(out, 'index.html'), 'utf8');
const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]);
const size = [path.join(out, 'index.html'), ...first.map((file) => path.join(out, file))]
  .map((file) => gzipSync(readFileSync(file)).length)
  .reduce((sum, bytes) => sum + bytes, 0);
console.log(`first load: ${(size / 1024).toFixed(1)} KB gzip in ${first.length + 1} files`);
if (first.length === 0 || size > LIMIT) {
  console.error(`the first load must be under ${LIMIT / 1024} KB: load what is needed later with import()`);
  process.exit(1);
}
