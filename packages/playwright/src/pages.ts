// Which of Playwright's pages is which page of the mini program.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Phone } from '@sampan/driver';

/** Playwright's page for an H5 page of the page stack: by path, or the one on top. */
export type H5 = (path?: string) => Promise<Page>;

/** What tells documents apart: no two begin at the same time. */
const BIRTH = 'performance.timeOrigin';

const LIMIT = 10_000;

export function pages(browser: Browser, phone: Phone): H5 {
  for (const context of browser.contexts()) leaveDialogs(context);
  browser.on('context', leaveDialogs);
  return async (path = 'top') => {
    const wanted = phone.pageAt(path);
    const end = Date.now() + LIMIT;
    for (;;) {
      const open = browser.contexts().flatMap((context) => context.pages());
      let reason = `none of Playwright's pages is the page ${path} of the mini program; they are ${open.map((page) => page.url()).join(', ')}`;
      try {
        const birth = await wanted.evaluate<number>(BIRTH);
        for (const page of open) if ((await birthOf(page)) === birth) return page;
      } catch (error) {
        // It may be open and have no document yet.
        reason = String(error);
      }
      if (Date.now() > end) throw new Error(reason);
      await another(browser, end);
    }
  };
}

/** A document that goes meanwhile is none that is looked for. */
const birthOf = (page: Page): Promise<number> => page.evaluate<number>(BIRTH).catch(() => 0);

/** Without somebody who listens Playwright says no to every dialog; here the phone shows it, and asks the person. */
function leaveDialogs(context: BrowserContext): void {
  context.on('dialog', () => {});
}

/** The next page that Playwright hears of, or a moment: a document may have gone meanwhile. */
async function another(browser: Browser, end: number): Promise<void> {
  const timeout = Math.max(1, Math.min(200, end - Date.now()));
  await Promise.race(browser.contexts().map((context) => context.waitForEvent('page', { timeout }).catch(() => undefined)));
}
