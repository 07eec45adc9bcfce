// Bundles the part that runs in pages: `node packages/driver/build.mjs OUT_DIR` writes OUT_DIR/in-page.js. Run by
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
  entryPoints: { 'in-page': 'src/in-page/main.ts' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'sampanDriver',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
});
