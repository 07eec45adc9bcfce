// How the tests of the fixture run: by the Sampan that was built here, unless another is named.

import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: here('../../../target/playwright'),
  timeout: 60_000,
  workers: 2,
  fullyParallel: true,
  // Chromium draws and compiles at once: a loaded machine is no fault of a page.
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { target: here('app'), binary: process.env.SAMPAN_BINARY ?? here('../../../target/debug/sampan') },
});
