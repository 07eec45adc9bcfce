// Bundles the document that draws pages: `node packages/wxml/build.mjs OUT_DIR` writes OUT_DIR/wxml/, to be served as
// it is. Run by crates/sampan/build.rs.

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Gives Taro's elements our names, in code and in styles: `taro-input-core` becomes `wx-input`. */
const ourNames = {
  name: 'our-names',
  setup({ onLoad }) {
    onLoad({ filter: /@tarojs[\\/]components[\\/]dist[\\/]components[\\/].*\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      // Imports of other files keep their names.
      const renamed = text.replace(/(\.\/)?taro-([a-z-]+?)-core(\.js)?/g, (whole, folder, name, ending) =>
        folder || ending ? whole : `wx-${name}`);
      // As `tagName` has it.
      return { contents: renamed.replace(/TARO-([A-Z-]+?)-CORE/g, 'WX-$1'), loader: 'js' };
    });
  },
};

await build({
  absWorkingDir: here,
  entryPoints: { page: 'src/page.ts', base: 'src/base.css' },
  outdir: out,
  bundle: true,
  // An element is loaded when a page first uses it.
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
  // Stencil's way to load its own chunks, which is not used here.
  logOverride: { 'empty-glob': 'silent' },
  chunkNames: '[name]-[hash]',
  alias: {
    '@tarojs/taro': './src/taro/stub.ts',
    '@tarojs/runtime': './src/taro/stub.ts',
    '@tarojs/shared': './src/taro/stub.ts',
  },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.TARO_ENV': '"h5"', 'process.env.TARO_PLATFORM': '"web"' },
  plugins: [ourNames],
});

cpSync(path.join(here, 'src/index.html'), path.join(out, 'index.html'));
