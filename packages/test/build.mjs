// Bundles what runs inside QuickJS into one module, `<out>/test.js`: what specs import, and `start(host)`.
import { build } from 'esbuild'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const out = process.argv[2]
if (!out) throw new Error('usage: node build.mjs <folder>')

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/main.ts'],
  outfile: join(out, 'test.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
})
