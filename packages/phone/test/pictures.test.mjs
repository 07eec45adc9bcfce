// How the phone looks, compared with the pictures in pictures/: the question of a scope on two phones, light and dark,
// in both languages beside each other, and three panels. UPDATE_PICTURES=1 writes them anew; look at them before you
// commit them. What differs is left in the folder that the failure names.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

import { APP, open } from './phone.mjs';

const FOLDER = fileURLToPath(new URL('./pictures/', import.meta.url));
/** Text is not drawn the same on every machine: that part of all pixels may differ. */
const ALLOWED = 0.02;
/** Large pictures make a repository heavy. */
const LARGEST = 60 * 1024;

let phone;
let differences;
before(async () => {
  phone = await open({
    toml: '[device.location]\nlatitude = 31.2\nlongitude = 121.5\n',
    context: { viewport: { width: 1200, height: 1000 }, deviceScaleFactor: 1, reducedMotion: 'reduce' },
  });
  const { page } = await phone.top();
  await phone.ask({ method: 'runInPage', page, script: 'document.body.replaceChildren()' });
});
after(() => phone?.close());

const change = (key, value) => phone.ask({ method: 'changeDevice', app: APP, key, value });
const look = async (hash) => {
  await phone.page.evaluate((hash) => void (location.hash = hash), hash);
  await phone.page.evaluate(() => document.fonts.ready);
};
const still = (locator) =>
  locator.evaluate((element) => Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished)));

/** Pictures beside each other, as one. */
const beside = (pictures) => {
  const width = pictures.reduce((sum, each) => sum + each.width, 0);
  const whole = new PNG({ width, height: Math.max(...pictures.map(({ height }) => height)) });
  let left = 0;
  for (const each of pictures) {
    PNG.bitblt(each, whole, 0, 0, each.width, each.height, left, 0);
    left += each.width;
  }
  return whole;
};

/** In 32 steps a channel: much less than pixelmatch takes for a difference, and a smaller file. */
const coarse = (picture) => {
  picture.data.forEach((value, at) => void (picture.data[at] = Math.round(Math.round((value * 31) / 255) * (255 / 31))));
  return picture;
};

const compare = async (name, exact) => {
  const picture = coarse(exact);
  const file = path.join(FOLDER, `${name}.png`);
  if (process.env.UPDATE_PICTURES) {
    const bytes = PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 });
    assert.ok(bytes.length <= LARGEST, `${name} has ${bytes.length} bytes`);
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, bytes);
    return;
  }
  assert.ok(existsSync(file), `there is no ${file}: UPDATE_PICTURES=1 writes it`);
  const expected = PNG.sync.read(await readFile(file));
  assert.deepEqual([picture.width, picture.height], [expected.width, expected.height], `the size of ${name}`);
  const difference = new PNG({ width: picture.width, height: picture.height });
  const { width, height } = picture;
  const count = pixelmatch(expected.data, picture.data, difference.data, width, height, { threshold: 0.15 });
  const part = count / (width * height);
  if (part <= ALLOWED) return;
  differences ??= await mkdtemp(path.join(tmpdir(), 'sampan-pictures-'));
  await writeFile(path.join(differences, `${name}.png`), PNG.sync.write(picture));
  await writeFile(path.join(differences, `${name}-difference.png`), PNG.sync.write(difference));
  assert.fail(`${(part * 100).toFixed(1)} % of ${name} differ: see ${differences}`);
};

const take = async (locator, mask) =>
  PNG.sync.read(await locator.screenshot({ animations: 'disabled', mask, maskColor: '#888888' }));

for (const preset of ['iphone-15', 'pixel-8']) {
  for (const theme of ['light', 'dark']) {
    test(`a question on ${preset}, ${theme}, in both languages`, async () => {
      await change('device.preset', preset);
      await change('device.theme', theme);
      await phone.ask({ method: 'setScope', app: APP, scope: 'scope.userLocation', granted: null });
      await phone.until((state) => !state.prompt);
      await phone.isDrawn();
      await phone.call('getLocation');
      const body = phone.page.locator('.phone-body');
      const question = phone.page.getByRole('dialog', { name: 'Phone test' });
      await question.waitFor();
      const pictures = [];
      for (const [language, word] of [['en', 'Allow'], ['zh', '允许']]) {
        await look(`theme=${theme}&language=${language}`);
        await question.getByRole('button', { name: word, exact: true }).waitFor();
        await still(question);
        pictures.push(await take(body, [phone.page.locator('.status-time')]));
      }
      await look('');
      await question.getByRole('button', { name: 'Allow', exact: true }).click();
      await question.waitFor({ state: 'detached' });
      await phone.reply();
      await compare(`question-${preset}-${theme}`, beside(pictures));
    });
  }
}

/** One after the other: their order is that of their ends. */
const CALLS = `
  for (const [name, parameters] of [
    ['getLocation', { type: 'wgs84' }],
    ['getStorage', { key: 'nobody' }],
    ['setStorage', { key: 'cart', data: { tea: [1, true] } }],
  ]) await new Promise((done) => WeixinJSBridge.invoke(name, parameters, done));
  wx.miniProgram.postMessage({ data: { cart: 3 } })`;
const CALLED = 4;
/** What is another on each run. */
const CHANGING = {
  bridge: ['.calls-grid > :first-child', '.calls-grid > :last-child'],
  messages: ['.messages-grid > :first-child'],
  device: ['.position-map'],
};

test('three panels', async (t) => {
  await phone.ask({ method: 'clearEvents' });
  // Low: what is empty would hide what differs.
  await phone.page.setViewportSize({ width: 1200, height: 420 });
  await phone.page.reload();
  await phone.page.evaluate(phone.script);
  await phone.isDrawn();
  const { page } = await phone.top();
  await phone.ask({ method: 'runInPage', page, script: CALLS });
  for (const [id, changing] of Object.entries(CHANGING)) {
    await t.test(id, async () => {
      await look(`panel=${id}&theme=light&language=en`);
      const panel = phone.page.locator(`#panel-${id}`);
      const ready = { bridge: panel.getByRole('option').nth(CALLED - 1), messages: panel.getByRole('option').first() };
      await (ready[id] ?? panel.locator('.position-map')).waitFor();
      await compare(`panel-${id}`, await take(panel, changing.map((selector) => panel.locator(selector))));
    });
  }
  assert.deepEqual(phone.errors, []);
});
