// Bundles the document that draws pages: `node packages/wxml/build.mjs OUT_DIR` writes OUT_DIR/wxml/, to be served as
// it is. Run by crates/sampan/build.rs.

import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

if (!process.argv[2]) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const out = path.join(path.resolve(process.argv[2]), 'wxml');

// Chunks have hashes in their names: those of the build before must not be embedded too.
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { page: 'src/page.ts', base: 'src/base.css' },
  outdir: out,
  bundle: true,
  // What few pages need is loaded when one does.
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
  chunkNames: '[name]-[hash]',
});

cpSync(path.join(here, 'src/index.html'), path.join(out, 'index.html'));
