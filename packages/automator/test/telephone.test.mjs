// `remote()` of the unmodified client: it ends when a telephone has come over the network. And what is told when another
// mini program starts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { decodeQrCode } from 'miniprogram-automator/out/util.js';
import { chromium } from 'playwright-core';

import { socket, start, until, within } from './sampan.mjs';

const kettle = fileURLToPath(new URL('../../../examples/ci', import.meta.url));

/** What a telephone's camera makes of a QR code. */
const visit = async (address) => {
  const executablePath = process.env.SAMPAN_BROWSER ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  // The certificate is the host's own; a person has to accept it.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(address);
  return { page, browser };
};

/** The client's own reader of QR codes fails on one in ten of any; each call of `remote()` has another. */
const readable = async (read) => {
  for (let left = 9; ; left -= 1) {
    try {
      return await read();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
};

test('remote() shows the code of an invitation and ends when a telephone has come', async (t) => {
  const sampan = await start('--lan');
  t.after(() => sampan.stop());
  const [client, wire] = [await sampan.connect(), await socket(sampan.address)];
  const printed = t.mock.method(process.stdout, 'write');
  const hasPrinted = () => printed.mock.calls.some(({ arguments: [text] }) => String(text).includes('█'));
  let [ended, failure] = [false];
  const remote = readable(() => client.remote()).then(() => (ended = true), (error) => (failure = error));
  // It listens when it has printed the code; only then the next invitation, which takes the place of that one.
  await until('the printed code', () => hasPrinted() || failure !== undefined, Boolean);
  assert.equal(failure, undefined);
  const address = await readable(async () =>
    decodeQrCode((await wire.call('Tool.enableRemoteDebug', { auto: false })).result.qrCode),
  );
  printed.mock.restore();
  assert.equal(new URL(address).protocol, 'https:');
  assert.equal(ended, false);
  const { page, browser } = await visit(address);
  t.after(() => browser.close());
  await page.locator('canvas').first().waitFor();
  await within(20_000, 'the end of remote()', remote);
  assert.equal(failure, undefined);
});

test('a mini program that starts is told', async (t) => {
  const sampan = await start('--app', kettle);
  t.after(() => sampan.stop());
  const wire = await socket(sampan.address);
  const options = { appId: 'mpsampankettle01', path: '' };
  wire.call('App.callWxMethod', { method: 'navigateToMiniProgram', args: [options] }).catch(() => {});
  const event = await wire.frame('App.initialized', ({ method }) => method === 'App.initialized');
  assert.deepEqual(event.params, { from: 'launch' });
});
