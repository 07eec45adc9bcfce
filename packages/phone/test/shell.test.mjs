// The phone around the page: its body, its bars, its pages and its menu, in a real browser on a real Sampan.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { APP, open } from './phone.mjs';

let phone;
before(async () => void (phone = await open({ toml: '[device]\npreset = "iphone-15"\n' })));
after(async () => {
  await phone?.close();
});

const change = (key, value) => phone.ask({ method: 'changeDevice', app: APP, key, value });

/** The size on the window divided by the scale is the size in the phone's own pixels. */
const inside = (selector) =>
  phone.page.evaluate((selector) => {
    const screen = document.querySelector('.phone-screen').getBoundingClientRect();
    const scale = screen.width / document.querySelector('.phone-screen').offsetWidth;
    const box = document.querySelector(selector).getBoundingClientRect();
    const round = (value) => Math.round(value / scale);
    return {
      top: round(box.top - screen.top),
      left: round(box.left - screen.left),
      width: round(box.width),
      height: round(box.height),
    };
  }, selector);

const PRESETS = {
  'iphone-15': { width: 393, height: 852, statusBar: 54, notch: 'island' },
  'iphone-15-pro-max': { width: 430, height: 932, statusBar: 54, notch: 'island' },
  'iphone-se': { width: 375, height: 667, statusBar: 20, notch: 'none' },
  'ipad-mini': { width: 744, height: 1133, statusBar: 24, notch: 'none' },
  'pixel-8': { width: 412, height: 915, statusBar: 32, notch: 'hole' },
  'pixel-8-pro': { width: 448, height: 997, statusBar: 32, notch: 'hole' },
  'galaxy-s24': { width: 360, height: 780, statusBar: 32, notch: 'hole' },
  'huawei-mate-60': { width: 360, height: 796, statusBar: 36, notch: 'hole' },
};

for (const [preset, { width, height, statusBar, notch }] of Object.entries(PRESETS)) {
  test(`${preset} has its own screen, bars and body, and the page fills what is left`, async () => {
    await phone.page.getByLabel('Phone model').selectOption(preset);
    const { pages, device } = await phone.page.evaluate(
      (preset) =>
        window.sampanTest.until(
          `state.device?.settings?.device?.preset === ${JSON.stringify(preset)} && state.device.width === state.pages.at(-1).frame.width`,
        ),
      preset,
    );
    assert.deepEqual([device.width, device.height, device.statusBar], [width, height, statusBar]);
    await phone.page.locator(`.phone-body[data-notch="${notch}"]`).waitFor();
    const screen = await inside('.phone-screen');
    assert.deepEqual([screen.width, screen.height], [width, height]);
    const { frame } = pages.at(-1);
    const canvas = await inside('.page-canvas');
    assert.deepEqual(canvas, { top: statusBar + 44, left: 0, width, height: frame.height });
    const bar = await inside('.tab-bar');
    assert.equal(bar.top, frame.top + frame.height, 'the tabBar begins where the page ends');
    assert.equal(bar.top + bar.height, height);
    await phone.runUntil(`innerWidth === ${width} && innerHeight === ${frame.height}`);
    const fits = await phone.page.evaluate(() => {
      const body = document.querySelector('.phone-body').getBoundingClientRect();
      return body.bottom <= innerHeight && body.right <= innerWidth;
    });
    assert.ok(fits, 'the whole phone is in the window');
  });
}

test('a phone that is turned has its camera at the side and no status bar', async () => {
  await change('device.preset', 'iphone-15');
  await phone.page.getByRole('button', { name: 'Turn the phone' }).click();
  await phone.until((state) => state.device.width === 852);
  const screen = await inside('.phone-screen');
  assert.deepEqual([screen.width, screen.height], [852, 393]);
  assert.equal(await phone.page.locator('.status-bar').count(), 0);
  await phone.page.getByRole('button', { name: 'Turn the phone' }).click();
  await phone.until((state) => state.device.width === 393);
});

test('the origin of the page stands under the title, above everything that the page draws', async () => {
  const origin = phone.page.locator('.page-layer:not([inert]) .navigation-bar .origin');
  assert.match(await origin.innerText(), /sampan\.localhost/);
  const [bar, canvas] = [await inside('.navigation-bar'), await inside('.page-canvas')];
  assert.equal(bar.top + bar.height, canvas.top);
});

test('a page that is opened slides over the other, and back lets it go', async () => {
  await phone.call('navigateTo', { url: '/pages/detail/detail' });
  await phone.until((state) => state.pages.length === 2);
  await phone.page.locator('.page-layer[data-motion="stays"]').nth(1).waitFor();
  await phone.isDrawn();
  const bar = phone.page.locator('.page-layer:not([inert]) .navigation-bar');
  assert.equal(await bar.evaluate((bar) => getComputedStyle(bar).backgroundColor), 'rgb(11, 107, 82)');
  assert.equal(await bar.evaluate((bar) => getComputedStyle(bar).color), 'rgb(255, 255, 255)');
  await phone.page.getByRole('button', { name: 'Back' }).click();
  await phone.until((state) => state.pages.length === 1);
  await phone.page.waitForFunction(() => document.querySelectorAll('.page-layer').length === 1);
});

test('the tabBar has icons of the package, badges and red dots, and its tabs change the page', async () => {
  const icon = phone.page.locator('.tab img').first();
  await phone.page.waitForFunction(() => document.querySelector('.tab img')?.naturalWidth === 81);
  assert.match(await icon.getAttribute('src'), /^\/package\/.*home-on\.png$/);
  await phone.ask({
    method: 'runInLogic',
    app: APP,
    script: 'wx.setTabBarBadge({ index: 1, text: "3" }); wx.showTabBarRedDot({ index: 0 })',
  });
  await phone.page.getByRole('tab', { name: 'Orders, 3' }).waitFor();
  await phone.page.getByRole('tab', { name: 'Home, new' }).waitFor();
  await phone.page.getByRole('tab', { name: 'Orders, 3' }).click();
  await phone.until((state) => state.pages.at(-1).path === 'pages/orders/orders');
  await phone.page.getByRole('tab', { name: 'Orders, 3', selected: true }).waitFor();
  await phone.isDrawn();
  await phone.page.getByRole('tab', { name: /^Home/ }).click();
  await phone.until((state) => state.pages.at(-1).path === 'pages/home/home');
  await phone.isDrawn();
});

test('the capsule opens a menu that shares, copies the link and says what the mini program may do', async () => {
  const menu = () => phone.page.getByRole('button', { name: 'Menu' }).click();
  const dialog = phone.page.getByRole('dialog');
  await menu();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await phone.page.getByText('Link copied').waitFor();
  assert.match(await phone.page.evaluate(() => navigator.clipboard.readText()), /\S/);
  await phone.until((state) => !state.menu);
  await menu();
  await dialog.getByRole('button', { name: 'Add to favourites' }).click();
  await phone.page.getByText('Added to favourites').waitFor();
  await menu();
  await dialog.getByRole('button', { name: 'Share to timeline' }).click();
  await phone.page.getByText('has no onShareTimeline').waitFor();
  await phone.ask({ method: 'setScope', app: APP, scope: 'scope.record', granted: true });
  await menu();
  await dialog.getByRole('button', { name: 'Settings' }).click();
  await dialog.getByRole('switch', { name: 'Microphone' }).click();
  await phone.until((state) => state.scopes['scope.record'] === false);
  await phone.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await menu();
  await dialog.getByRole('button', { name: 'About' }).click();
  await dialog.getByText(APP, { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('a mini program that is closed waits on the home screen', async () => {
  await phone.page.getByRole('button', { name: 'Close the mini program' }).click();
  await phone.until((state) => !state.app);
  await phone.page.locator('.home-app').click();
  await phone.until((state) => !!state.app);
  await phone.isDrawn();
});

test('pulling the page down refreshes it', async () => {
  const from = await phone.at(200, 20);
  const to = await phone.at(200, 220);
  await phone.page.mouse.move(from.x, from.y);
  await phone.page.mouse.down();
  await phone.page.mouse.move(to.x, to.y, { steps: 5 });
  await phone.page.mouse.up();
  await phone.until((state) => state.pages.at(-1).pullDown.refreshing);
  await phone.page.getByRole('status', { name: 'Refreshing' }).waitFor();
  await phone.until((state) => !state.pages.at(-1).pullDown.refreshing);
});

test('language and theme stand in the address and change everything', async () => {
  await phone.page.getByRole('button', { name: '切换到简体中文' }).click();
  await phone.page.getByRole('button', { name: '菜单' }).waitFor();
  await phone.page.getByRole('button', { name: /^主题/ }).click();
  await phone.page.waitForFunction(() => /language=zh/.test(location.hash) && /theme=light/.test(location.hash));
  assert.equal(await phone.page.evaluate(() => document.documentElement.lang), 'zh-CN');
  await phone.page.getByRole('button', { name: 'Switch to English' }).click();
});

test('where there is room for one only, the phone fills the window, and a button shows and hides the panels', async () => {
  await phone.page.setViewportSize({ width: 400, height: 860 });
  await phone.page.locator('.phone-body.bare').waitFor();
  await phone.page.getByRole('button', { name: 'Show the panels' }).click();
  await phone.page.getByRole('tablist', { name: 'Panels' }).waitFor();
  await phone.page.getByRole('button', { name: 'Hide the panels' }).click();
  await phone.page.getByRole('tablist', { name: 'Panels' }).waitFor({ state: 'detached' });
});

test('nothing has gone wrong in the page meanwhile', () => {
  assert.deepEqual(phone.errors, []);
});
