// Bundles the viewer: `node packages/viewer/build.mjs OUT_DIR` writes OUT_DIR/viewer/, to be served as it is. Run by
// crates/sampan/build.rs.

import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

if (!process.argv[2]) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const out = path.join(path.resolve(process.argv[2]), 'viewer');
const pdfjs = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

// Chunks have hashes in their names: those of the build before must not be embedded too.
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { viewer: 'src/viewer.ts', style: 'src/style.css' },
  outdir: out,
  bundle: true,
  // pdf.js is large, and only documents need it.
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
});

cpSync(path.join(here, 'src/index.html'), path.join(out, 'index.html'));
cpSync(path.join(pdfjs, 'build/pdf.worker.min.mjs'), path.join(out, 'pdf.worker.js'));
// What a document may leave out: tables of Chinese, Japanese and Korean encodings, and the fourteen standard fonts.
cpSync(path.join(pdfjs, 'cmaps'), path.join(out, 'cmaps'), { recursive: true });
cpSync(path.join(pdfjs, 'standard_fonts'), path.join(out, 'standard_fonts'), { recursive: true });
