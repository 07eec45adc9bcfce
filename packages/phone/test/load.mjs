// Modules of the page for tests that need no browser: bundled as they are, and run in Node.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** `load('patch.ts')`: what the module exports. */
export async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [path.join(source, file)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // Solid's build for servers has no reactivity.
    conditions: ['browser'],
    logLevel: 'warning',
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'sampan-phone-'));
  try {
    const bundled = path.join(folder, 'module.mjs');
    await writeFile(bundled, outputFiles[0].contents);
    return await import(pathToFileURL(bundled));
  } finally {
    await rm(folder, { recursive: true });
  }
}
