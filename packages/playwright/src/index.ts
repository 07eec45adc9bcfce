// Playwright's test runner with Sampan: `page` is the H5 page on top, `phone` what is around it.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Browser, chromium, type Page, test as base } from '@playwright/test';
import type { Phone } from '@sampan/driver';
import { launch } from '@sampan/driver/node';

import { type H5, pages } from './pages.ts';

export { expect } from '@playwright/test';
export type { H5 } from './pages.ts';

export interface SampanOptions {
  /** What is opened: a mini program's folder, an HTML file or a folder with one, an address. A path begins at the folder of the
   * test's file, or, where nothing of that name is, where Playwright was started. So do those of `apps` and `device`. */
  target: string;
  /** Where the mini program begins: a page, with its query. */
  startPage: string | undefined;
  /** Folders of other mini programs that can be jumped to. */
  apps: string[];
  /** A device file in the place of the mini program's own. */
  device: string | undefined;
  /** The `sampan` to start; else `SAMPAN_BINARY`, or `sampan` on the search path. */
  binary: string | undefined;
  /** More options of Sampan's command line. */
  sampanArgs: string[];
}

export interface SampanFixtures {
  /** The phone: prompts, back, share, device, what was called of `wx`. */
  phone: Phone;
  /** Playwright's page for an H5 page of the page stack, which it waits for: by path, or the one on top. */
  h5: H5;
  /** The H5 page that is on top when the test begins. */
  page: Page;
}

interface Started {
  sampan: { phone: Phone; browser: Browser };
}

export const test = base.extend<SampanOptions & SampanFixtures & Started>({
  target: ['', { option: true }],
  startPage: [undefined, { option: true }],
  apps: [[], { option: true }],
  device: [undefined, { option: true }],
  binary: [undefined, { option: true }],
  sampanArgs: [[], { option: true }],

  // A phone of its own for each test, with storage of its own: nothing of one is seen by the next.
  sampan: async ({ target, startPage, apps, device, binary, sampanArgs }, use, { file }) => {
    if (!target) throw new Error("say what to open, in the configuration or with test.use({ target: './my-app' })");
    const folder = path.dirname(file);
    const found = (name: string): string => (existsSync(path.resolve(folder, name)) ? path.resolve(folder, name) : name);
    const beside = [...apps.flatMap((app) => ['--app', found(app)]), ...(device === undefined ? [] : ['--device', found(device)])];
    const data = await mkdtemp(path.join(tmpdir(), 'sampan-playwright-'));
    try {
      const more = { ...(startPage === undefined ? {} : { page: startPage }), ...(binary === undefined ? {} : { binary }) };
      const sampan = await launch({ target: found(target), folder, args: ['--data-dir', data, ...beside, ...sampanArgs], cdp: true, ...more });
      try {
        // The phone says what theme and screen a page has; Playwright's own answers would stand in their place.
        const browser = await chromium.connectOverCDP(sampan.ready.cdp!, { noDefaults: true });
        await use({ phone: sampan.phone, browser });
        await browser.close();
      } finally {
        await sampan.close();
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },

  phone: async ({ sampan }, use) => use(sampan.phone),

  h5: async ({ sampan }, use) => use(pages(sampan.browser, sampan.phone)),

  // In the place of Playwright's own page, whose browser is then not started.
  page: async ({ h5 }, use) => use(await h5()),
});
