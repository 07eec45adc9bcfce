// The fixture, and Playwright's runner and page unmodified, on a real Sampan.

import { expect, test } from '@sampan/playwright';

test('a page of the phone is a page of Playwright, and the phone answers its questions', async ({ page, phone }) => {
  await expect(page).toHaveTitle('Tea');
  await page.getByLabel('Cups').fill('3');
  await expect(page.getByLabel('Cups')).toHaveValue('3');
  await page.getByRole('button', { name: 'Where am I' }).click();
  await phone.prompt('scope.userLocation').allow();
  await expect(page.locator('output')).toHaveText('31.2304, 121.4737');
  const call = await phone.bridge.waitFor('getLocation', { type: 'wgs84' });
  expect(call.reply).toMatchObject({ errMsg: 'getLocation:ok' });
  // What the phone says stays as it is.
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  expect(await page.evaluate(() => [innerWidth, devicePixelRatio])).toEqual([393, 3]);
});

test('a no is a no', async ({ page, phone }) => {
  await page.getByRole('button', { name: 'Where am I' }).click();
  await phone.prompt('scope.userLocation').deny();
  await expect(page.locator('output')).toContainText('getLocation:fail');
});

test('pages of the stack are told apart', async ({ page, phone, h5 }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await expect.poll(async () => (await phone.pages()).length).toBe(2);
  const top = await h5();
  await expect(top.getByRole('heading')).toHaveText('More');
  expect(await h5('pages/a/a')).toBe(page);
  await phone.back();
  await expect.poll(() => top.isClosed()).toBe(true);
  expect(await h5()).toBe(page);
});

test('a dialog of the page is asked in the phone', async ({ page, phone }) => {
  const tapped = page.getByRole('button', { name: 'Empty the cart' }).click();
  await phone.prompt('confirm').allow();
  await tapped;
  await expect(page.locator('output')).toHaveText('emptied');
});

test('requests are answered by Playwright', async ({ page }) => {
  await page.route('https://api.shop.example/stock', (route) =>
    route.fulfill({ body: 'seven', headers: { 'access-control-allow-origin': '*' } }),
  );
  await page.getByRole('button', { name: 'Load' }).click();
  await expect(page.locator('output')).toHaveText('seven');
});

test.describe('with another page to begin with', () => {
  test.use({ startPage: 'pages/b/b?from=test' });

  test('it begins there', async ({ page, phone }) => {
    await expect(page.getByRole('heading')).toHaveText('More');
    expect((await phone.state()).pages).toMatchObject([{ path: 'pages/b/b', query: 'from=test' }]);
  });
});
