// Pictures: turned, looked at closely, left; and what is wrong with them is said.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { svg } from './fixtures.mjs';
import { answer, look, startStand, told, until } from './stand.mjs';

let stand;
let urls;
before(async () => {
  stand = await startStand();
  urls = ['#07803f', '#2b6cb0', '#b7791f'].map((color, at) => stand.file(`${at}.svg`, svg(color, `No ${at + 1}`)));
});
after(() => stand.end());

const shown = '.pswp__item[aria-hidden=false]';

test('a swipe and the arrow keys turn, and the counter follows', async () => {
  const { page, frame, complaints } = await look(stand, { kind: 'image', urls, current: 0 }, { touch: true });
  await frame.getByAltText('Picture 1 of 3').waitFor();
  const client = await page.context().newCDPSession(page);
  const touch = (type, x) => client.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y: 400 }] });
  await touch('touchStart', 320);
  for (const x of [280, 220, 160, 100]) await touch('touchMove', x);
  await touch('touchEnd');
  await frame.getByText('2 / 3').waitFor();
  await frame.locator(`${shown} img[alt="Picture 2 of 3"]`).waitFor();
  await page.keyboard.press('ArrowRight');
  await frame.getByText('3 / 3').waitFor();
  await page.keyboard.press('ArrowLeft');
  await frame.getByText('2 / 3').waitFor();
  assert.deepEqual(complaints, []);
  assert.deepEqual(await told(page), [{ viewer: 'shown' }], 'a swipe is no tap');
  await page.close();
});

test('a double tap and two fingers look closer', async () => {
  const { page, frame } = await look(stand, { kind: 'image', urls, current: 1 }, { touch: true });
  const picture = frame.locator(`${shown} img`);
  const before = (await picture.boundingBox()).width;
  const wider = (than) => assert.doesNotReject(until(async () => (await picture.boundingBox()).width > than * 1.3));
  const client = await page.context().newCDPSession(page);
  await page.touchscreen.tap(195, 380);
  await page.touchscreen.tap(195, 380);
  await wider(before);
  await page.keyboard.press('-');
  await until(async () => Math.abs((await picture.boundingBox()).width - before) < 2);
  const fingers = (type, apart) => client.send('Input.dispatchTouchEvent', { type, touchPoints: apart ? [{ x: 195 - apart, y: 380, id: 0 }, { x: 195 + apart, y: 380, id: 1 }] : [] });
  await fingers('touchStart', 20);
  for (const apart of [40, 60, 80, 100]) await fingers('touchMove', apart);
  await fingers('touchEnd');
  await wider(before);
  assert.ok(!(await told(page)).some(({ viewer }) => viewer === 'close'));
  await page.close();
});

test('a tap, a click, Escape and the button leave', async () => {
  const ways = {
    tap: (page) => page.touchscreen.tap(195, 380),
    click: (page) => page.mouse.click(195, 380),
    Escape: (page) => page.keyboard.press('Escape'),
    button: (page) => page.frameLocator('iframe').getByRole('button', { name: 'Close' }).click(),
  };
  for (const [name, way] of Object.entries(ways)) {
    const { page } = await look(stand, { kind: 'image', urls, current: 0 }, { touch: true });
    await way(page);
    assert.deepEqual(await answer(page, 'close'), { viewer: 'close' }, name);
    await page.close();
  }
});

test('a broken picture says so, and the others are there', async () => {
  const broken = [urls[0], `${stand.origin}/missing.png`, 'javascript:parent.ran=1'];
  const { page, frame, next, inside } = await look(stand, { kind: 'image', urls: broken, current: 1 });
  await frame.locator(shown).getByText('This picture cannot be shown.').waitFor();
  await page.keyboard.press('ArrowLeft');
  await frame.locator(`${shown} img[alt="Picture 1 of 3"]`).waitFor();
  await next({ kind: 'image', urls: broken, current: 2, language: 'zh-CN' });
  await frame.locator(shown).getByText('无法显示这张图片。').waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await inside.evaluate(() => document.documentElement.lang), 'zh-CN');
  await page.close();
});

test('alone, it calls the host', async () => {
  const page = await stand.browser.newPage();
  await page.addInitScript(() => { window.WeixinJSBridge = { invoke: (name) => { document.title = name; } }; });
  await page.goto(`${stand.origin}/viewer/#show=${encodeURIComponent(JSON.stringify({ kind: 'image', urls }))}`);
  await page.getByText('1 / 3').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.title(), 'closeViewer');
  await page.close();
});
