// Bundles the driver. `node build.mjs` makes the client for Node in dist/; `node build.mjs OUT_DIR` only the parts that run in
// pages, OUT_DIR/in-page.js and OUT_DIR/record.js, which Sampan itself embeds (crates/sampan/build.rs).

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const out = process.argv[2];
const common = {
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  bundle: true,
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
};

if (out) {
  const inPages = { ...common, outdir: out, minify: true, format: 'iife' };
  await build({ ...inPages, entryPoints: { 'in-page': 'src/in-page/main.ts' }, globalName: 'sampanDriver' });
  await build({ ...inPages, entryPoints: { record: 'src/record/main.ts' } });
} else {
  await build({ ...common, entryPoints: ['src/node.ts'], outdir: 'dist', format: 'esm', platform: 'node', packages: 'external' });
}
