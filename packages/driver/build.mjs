// Bundles the driver. `node build.mjs` makes the client for Node in dist/; `node build.mjs OUT_DIR` only the part that runs in
// pages, OUT_DIR/in-page.js, which Sampan itself embeds (crates/sampan/build.rs).

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
  const entryPoints = { 'in-page': 'src/in-page/main.ts' };
  await build({ ...common, entryPoints, outdir: out, minify: true, format: 'iife', globalName: 'sampanDriver' });
} else {
  await build({ ...common, entryPoints: ['src/node.ts'], outdir: 'dist', format: 'esm', platform: 'node', packages: 'external' });
}
