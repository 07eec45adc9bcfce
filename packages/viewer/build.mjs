// Bundles the viewer: `node packages/viewer/build.mjs OUT_DIR` writes OUT_DIR/viewer/, to be served as it is, and prints
// what each part weighs when it is loaded. Run by crates/sampan/build.rs.

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

if (!process.argv[2]) {
  console.error('usage: build.mjs OUT_DIR');
  process.exit(2);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const out = path.join(path.resolve(process.argv[2]), 'viewer');
const require = createRequire(import.meta.url);
const folder = (name) => path.dirname(require.resolve(`${name}/package.json`));

// Chunks have hashes in their names: those of the build before must not be embedded too.
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: {
    'viewer': 'src/viewer.ts',
    'style': 'src/style.css',
    'pictures': 'src/pictures.css',
    'chart': 'src/chart.css',
    'xlsx.worker': 'src/xlsx.worker.ts',
  },
  outdir: out,
  bundle: true,
  // Each library is large, and only one kind needs it.
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
});

const copy = (from, to) => cpSync(from, path.join(out, to), { recursive: true });
copy(path.join(here, 'src/index.html'), 'index.html');
copy(path.join(folder('pdfjs-dist'), 'build/pdf.worker.min.mjs'), 'pdf.worker.js');
// What a document may leave out: tables of Chinese, Japanese and Korean encodings, and the fourteen standard fonts.
copy(path.join(folder('pdfjs-dist'), 'cmaps'), 'cmaps');
copy(path.join(folder('pdfjs-dist'), 'standard_fonts'), 'standard_fonts');
copy(path.join(folder('maplibre-gl'), 'dist/maplibre-gl-worker.mjs'), 'map.worker.js');
// Coarse enough to be small, fine enough that a city at the coast is on land.
copy(path.join(folder('world-atlas'), 'countries-50m.json'), 'world.json');

const outputs = Object.entries(metafile.outputs).map(([file, output]) => [path.resolve(here, file), output]);
const outputOf = (source) => outputs.find(([, { entryPoint }]) => entryPoint === source);

/** The files that come with a module: itself, and what it imports at once. */
const withImports = ([file, { imports }], into = new Set()) => {
  if (into.has(file)) return into;
  into.add(file);
  for (const { path: name, kind } of imports) {
    const found = outputs.find(([file]) => kind === 'import-statement' && file === path.resolve(here, name));
    if (found) withImports(found, into);
  }
  return into;
};
const first = withImports(outputOf('src/viewer.ts'));
const report = (name, files) => {
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.resolve(out, file))).length, 0);
  console.log(`${name.padEnd(24)} ${(bytes / 1000).toFixed(1).padStart(7)} kB gzip`);
};
const lazy = (source) => [...withImports(outputOf(source))].filter((file) => !first.has(file));

report('viewer, first load', [...first, 'index.html', 'style.css']);
report('+ pictures', [...lazy('src/pictures.ts'), 'pictures.css']);
report('+ documents', lazy('src/document.ts'));
report('  + PDF', [...lazy('src/pdf.ts'), 'pdf.worker.js']);
report('  + docx', lazy('src/docx.ts'));
report('  + xlsx', [...lazy('src/xlsx.ts'), 'xlsx.worker.js']);
report('+ maps', [...lazy('src/location.ts'), 'chart.css', 'world.json']);
report('  + MapLibre GL', [...lazy('src/chart_gl.ts'), 'map.worker.js']);
report('  + canvas, no WebGL', lazy('src/chart_canvas.ts'));
