// What goes wrong around a phone: browsers that come and go, a host that is killed, pages that hang, flood or cover. In
// each the phone stays usable and says what happened. (That a page gets nothing from the phone's port is tested in
// crates/sampan/tests/phone_server.rs.)

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, describe, before, test } from 'node:test';

import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

import { app, APP, open, start } from './phone.mjs';

/** Ten seconds: a panel that takes longer hangs. How long it takes is the machine's affair. */
const HANGS = 10_000;

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

const question = (phone) => phone.page.getByRole('dialog', { name: 'Phone test' });
const allow = (phone) => question(phone).getByRole('button', { name: 'Allow' }).click();
const ask = async (phone) => {
  await phone.ask({ method: 'setScope', app: APP, scope: 'scope.userLocation', granted: null });
  await phone.call('getLocation');
  await question(phone).waitFor();
};

/**
 * Shows panels one after the other; the longest that one took until it was on the screen, in milliseconds. Clicked and
 * measured in the page: what Playwright needs for a click is not what a person waits for.
 */
const slowestPanel = (phone, ids) =>
  phone.page.evaluate(async (ids) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let slowest = 0;
    for (const id of ids) {
      await new Promise((done) => setTimeout(done));
      const began = performance.now();
      document.getElementById(`tab-${id}`).click();
      do await frame(); while (!document.querySelector(`#panel-${id} > :not(p)`));
      await frame();
      slowest = Math.max(slowest, performance.now() - began);
    }
    return Math.round(slowest);
  }, ids);

const LOCATION = '[device.location]\nlatitude = 31.2\nlongitude = 121.5\n';

describe('browsers that come and go', () => {
  let phone;
  before(async () => void (phone = await open({ toml: LOCATION })));
  after(() => phone?.close());

  test('two browsers see the same pages and the same question, and the answer of one is that of both', async () => {
    const other = await phone.another();
    await phone.run('(document.body.style.background = "rgb(0, 160, 0)", 0)');
    for (const each of [phone, other]) {
      await each.page.waitForFunction(() => {
        const canvas = document.querySelector('.page-layer:not([inert]) .page-canvas');
        const [red, green] = canvas.getContext('2d').getImageData(4, 4, 1, 1).data;
        return red < 40 && green > 130;
      });
    }
    await phone.call('navigateTo', { url: '/pages/detail/detail' });
    for (const each of [phone, other]) {
      await each.until((state) => state.pages.length === 2);
      await each.page.locator('.page-layer').nth(1).waitFor();
      await each.isDrawn();
    }
    await ask(phone);
    await question(other).waitFor();
    await allow(other);
    await Promise.all([phone, other].map((each) => question(each).waitFor({ state: 'detached' })));
    assert.equal((await phone.reply()).errMsg, 'getLocation:ok');
    await other.page.getByRole('button', { name: 'Back', exact: true }).click();
    for (const each of [phone, other]) await each.until((state) => state.pages.length === 1);
    assert.deepEqual(other.errors, []);
    await other.page.context().close();
  });

  test('a reload in the middle of a question keeps it, and Allow works', async () => {
    await ask(phone);
    await phone.page.reload();
    await phone.page.evaluate(phone.script);
    await question(phone).waitFor();
    await phone.isDrawn();
    await allow(phone);
    assert.equal((await phone.reply()).errMsg, 'getLocation:ok');
    await question(phone).waitFor({ state: 'detached' });
  });

  test('a question that nobody comes back to is answered with no', async () => {
    await ask(phone);
    const refused = phone.sampan.event(({ type, name }) => type === 'call' && name === 'getLocation', 45_000);
    const address = new URL('/', phone.sampan.address).href;
    const began = performance.now();
    const context = phone.page.context();
    await phone.page.close();
    assert.match((await refused).reply.errMsg, /^getLocation:fail/);
    assert.ok(performance.now() - began > 10_000, 'somebody who reloads slowly has not lost it');
    phone.page = await context.newPage();
    await phone.page.goto(address);
    await phone.page.evaluate(phone.script);
    await phone.isDrawn();
    assert.equal(await question(phone).count(), 0);
  });
});

describe('a host that is killed', () => {
  test('is said to be gone, and another one at its place is not taken for it', async () => {
    const port = String(await freePort());
    const phone = await open({ args: [app, '--port', port] });
    const alert = phone.page.getByRole('alert');
    let second;
    try {
      phone.sampan.process.kill('SIGKILL');
      await alert.getByText('Sampan is not there').waitFor();
      await phone.page.locator('.phone.dimmed').waitFor();
      assert.ok(await phone.canvas.isVisible(), 'the last picture stays');
      second = await start([app, '--port', port], '');
      await alert.getByText('Another Sampan is here now. Open the address').waitFor();
      // The new address in another tab makes this one good, too.
      const tab = await phone.page.context().newPage();
      await tab.goto(second.address);
      await alert.waitFor({ state: 'detached' });
      await phone.page.locator('.phone:not(.dimmed)').waitFor();
      await phone.page.evaluate(phone.script);
      await phone.run('(document.body.style.background = "rgb(200, 0, 0)", 0)');
      await phone.page.waitForFunction(() => {
        const canvas = document.querySelector('.page-layer:not([inert]) .page-canvas');
        const [red, green] = canvas.getContext('2d').getImageData(4, 4, 1, 1).data;
        return red > 160 && green < 40;
      });
      assert.deepEqual(phone.errors, []);
    } finally {
      await second?.stop();
      await phone.close();
    }
  });
});

describe('a page that hangs', () => {
  let phone;
  before(async () => void (phone = await open({ toml: LOCATION })));
  after(() => phone?.close());
  const hang = () => phone.run('(setTimeout(() => { for (;;); }, 0), 0)');

  test('leaves the panels quick, and back closes it', async () => {
    await phone.call('navigateTo', { url: '/pages/detail/detail' });
    await phone.until((state) => state.pages.length === 2 && !state.pages[1].loading);
    await phone.isDrawn();
    await hang();
    await slowestPanel(phone, ['bridge', 'messages', 'pages']);
    const slowest = await slowestPanel(phone, ['bridge', 'messages', 'pages']);
    assert.ok(slowest < HANGS, `a panel took ${slowest} ms`);
    await phone.page.getByRole('button', { name: 'Back', exact: true }).click();
    await phone.until((state) => state.pages.length === 1);
    await phone.isDrawn();
    await phone.run('1');
  });

  test('can be left by the capsule, and reLaunch puts a page that lives in its place', async () => {
    await hang();
    await phone.page.getByRole('group', { name: 'Mini program' }).getByRole('button').last().click();
    await phone.until((state) => !state.app);
    await phone.page.locator('.home-app').click();
    await phone.until((state) => !!state.app);
    const { page } = await phone.top();
    await phone.ask({ method: 'runInLogic', app: APP, script: "wx.reLaunch({ url: '/pages/home/home' })" });
    const is = `state.pages[0].page !== ${page} && !state.pages[0].loading`;
    await phone.page.evaluate((is) => window.sampanTest.until(is), is);
    await phone.isDrawn();
    assert.equal(await phone.run('document.title'), 'Tests');
    assert.deepEqual(phone.errors, []);
  });
});

describe('a page that floods', () => {
  let phone;
  before(async () => void (phone = await open({ hash: '#panel=console' })));
  after(() => phone?.close());

  test('writes 100,000 lines a second: the phone stays usable, and how many are left out is said', async () => {
    const lines = phone.page.locator('#panel-console').getByRole('option');
    const burst = "() => { for (let i = 0; i < 10_000; i++) console.log('line', i); }";
    await phone.run(`(window.flood = setInterval(${burst}, 100), 0)`);
    await lines.filter({ hasText: /\d+ more lines are not shown/ }).first().waitFor({ timeout: 30_000 });
    const slowest = await slowestPanel(phone, ['bridge', 'console', 'messages', 'console']);
    const drawn = await lines.count();
    await phone.run('(clearInterval(window.flood), 0)');
    assert.ok(slowest < HANGS, `a panel took ${slowest} ms`);
    assert.ok(drawn > 0 && drawn < 200, `only what is in sight is in the document, not ${drawn} lines`);
  });

  test('a mini program that writes more than is remembered pushes out the oldest', async () => {
    const script = "for (let i = 1; i <= 30_000; i++) console.log('number', i)";
    await phone.ask({ method: 'runInLogic', app: APP, script });
    const panel = phone.page.locator('#panel-console');
    await panel.getByRole('option').filter({ hasText: 'number 30000' }).waitFor();
    const count = Number(await panel.locator('.count:not(.dropped)').innerText());
    assert.ok(count > 5_000 && count <= 10_000, `${count} lines`);
    await panel.getByText('older dropped').waitFor();
    const session = await phone.page.context().newCDPSession(phone.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    assert.ok(usedSize < 64 * 1024 * 1024, `${usedSize} bytes are kept`);
    assert.deepEqual(phone.errors, []);
  });
});

describe('a page with much to say, and one that covers', () => {
  let phone;
  /** A picture with 38 MB behind its end: as base64 more than 50 MB. */
  const LARGE = Buffer.alloc(38 * 1024 * 1024);
  LARGE.write('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
  before(async () => {
    phone = await open({
      toml: `${LOCATION}[device.album]\nimages = ["large.gif"]\n`,
      files: { 'large.gif': LARGE },
      hash: '#panel=bridge',
    });
  });
  after(() => phone?.close());

  test('a reply of 50 MB reaches the page whole, and is shown cut with its length', async () => {
    await phone.call('chooseImage', { count: 1, sizeType: ['original'] });
    const chosen = await phone.reply();
    assert.equal(chosen.errMsg, 'chooseImage:ok');
    const [file] = chosen.tempFilePaths;
    await phone.run(`(wx.getLocalImgData({ filePath: '${file}', complete: (reply) => void (window.got = reply) }), 0)`);
    await phone.runUntil('window.got', 60_000);
    assert.ok((await phone.run('window.got.localData.length')) >= 50_000_000);
    const row = phone.page.locator('#panel-bridge').getByRole('option').filter({ hasText: 'getLocalImgData' });
    await row.click();
    const reply = phone.page.locator('#panel-bridge').getByRole('tree', { name: 'Reply' });
    await reply.getByText(/cut; 5\d{7} bytes in all/).waitFor();
    const slowest = await slowestPanel(phone, ['messages', 'bridge']);
    assert.ok(slowest < HANGS, `a panel took ${slowest} ms`);
  });

  test('a page that lies over everything does not lie over the bar, its origin or a question', async () => {
    const bar = phone.page.locator('.page-layer:not([inert]) .navigation-bar');
    const origin = bar.locator('.origin');
    /** The clock goes on. */
    const picture = async () => PNG.sync.read(await bar.screenshot({ mask: [phone.page.locator('.status-time')] }));
    const before = await picture();
    const looksAsBefore = async () =>
      assert.equal(pixelmatch(before.data, (await picture()).data, undefined, before.width, before.height), 0);
    const cover = '<div style="position: fixed; inset: -200px; z-index: 2147483647; background: #f0f"></div>';
    await phone.run(`(document.body.insertAdjacentHTML('beforeend', '${cover}'), 0)`);
    await phone.page.waitForFunction(() => {
      const canvas = document.querySelector('.page-layer:not([inert]) .page-canvas');
      const [red, green, blue] = canvas.getContext('2d').getImageData(4, 4, 1, 1).data;
      return red > 200 && green < 60 && blue > 200;
    });
    await looksAsBefore();
    /** What a finger would hit in the middle of it is it. */
    const isInFront = (locator) =>
      locator.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
    assert.ok(await isInFront(origin));
    // A page may ask for the whole screen when it is touched.
    const wish = '() => document.documentElement.requestFullscreen().catch(() => 0)';
    await phone.run(`(document.addEventListener('click', ${wish}, { once: true }), 0)`);
    const { x, y } = await phone.at(150, 300);
    await phone.page.mouse.click(x, y);
    await ask(phone);
    await question(phone).evaluate((dialog) => Promise.all(dialog.getAnimations().map(({ finished }) => finished)));
    for (const name of ['Allow', 'Reject']) {
      assert.ok(await isInFront(question(phone).getByRole('button', { name })), name);
    }
    assert.ok(await isInFront(question(phone).locator('.origin')));
    assert.match(await question(phone).locator('.origin').innerText(), /sampan\.localhost/);
    await allow(phone);
    assert.equal((await phone.reply()).errMsg, 'getLocation:ok');
    await question(phone).waitFor({ state: 'detached' });
    await looksAsBefore();
    assert.deepEqual(phone.errors, []);
  });
});
