// Bundles what the automator runs in H5 pages: `node packages/automator/build.mjs OUT_DIR` writes OUT_DIR/automator.js. Run by
// crates/sampan/build.rs.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const out = process.argv[2];
if (!out) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: { automator: 'src/main.ts' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  logLevel: 'warning',
});
