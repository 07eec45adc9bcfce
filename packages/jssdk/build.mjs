// Builds the JSSDK. `node build.mjs` makes the package in dist/: an ES module with types, and the script.
// `node build.mjs OUT_DIR` makes only the script, sampan-jssdk.js, in OUT_DIR: what Sampan itself embeds.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const outDir = process.argv[2];
const dist = outDir ?? path.join(here, 'dist');
const common = { absWorkingDir: here, bundle: true, target: 'es2019', charset: 'utf8', logLevel: 'warning' };

await build({
  ...common,
  entryPoints: ['src/script.ts'],
  outfile: path.join(dist, 'sampan-jssdk.js'),
  format: 'iife',
  minify: true,
  banner: { js: '/* Sampan JSSDK, MIT OR Apache-2.0 */' },
});

if (outDir === undefined) {
  await build({ ...common, entryPoints: ['src/index.ts'], outfile: path.join(dist, 'index.js'), format: 'esm' });
  const typescript = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const declarations = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--outDir', dist];
  const tsc = spawnSync(process.execPath, [typescript, '-p', here, ...declarations], { stdio: 'inherit' });
  process.exitCode = tsc.status ?? 1;
}
