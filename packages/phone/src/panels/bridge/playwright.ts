// A call as a Playwright test that can be run: it makes the same call in the same page and expects the same reply.

import type { Call } from './calls.ts';

/** Calls that go out as `invokeMiniProgramAPI` are never answered (docs/bridge.md). */
const isSilent = (call: Call): boolean => call.reply === undefined;

const json = (value: unknown, indent: string): string =>
  (JSON.stringify(value ?? {}, null, 2) ?? '{}').replaceAll('\n', `\n${indent}`);

export const asTest = (call: Call): string => `import { chromium, expect, test } from '@playwright/test';

// Sampan runs beside it: sampan run ./my-app --cdp-port 9222
const SAMPAN = process.env.SAMPAN_CDP ?? 'http://127.0.0.1:9222';
const ORIGIN = ${JSON.stringify(call.origin)};

test(${JSON.stringify(isSilent(call) ? `${call.name} is called` : `${call.name} answers as before`)}, async () => {
  const browser = await chromium.connectOverCDP(SAMPAN);
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((each) => new URL(each.url()).origin === ORIGIN);
  if (!page) throw new Error(\`no page of \${ORIGIN} is open\`);
${isSilent(call) ? silent(call) : answered(call)}
  await browser.close();
});
`;

const answered = (call: Call): string => `
  const reply = await page.evaluate(
    (args) => new Promise((resolve) => { WeixinJSBridge.invoke(${JSON.stringify(call.name)}, args, resolve); }),
    ${json(call.args, '    ')},
  );

  expect(reply).toEqual(${json(call.reply, '  ')});`;

const silent = (call: Call): string => `
  // The contract is silence: there is no reply to expect.
  await page.evaluate((args) => {
    WeixinJSBridge.invoke('invokeMiniProgramAPI', { name: ${JSON.stringify(call.name)}, arg: args }, () => {});
  }, ${json(call.args, '  ')});`;
