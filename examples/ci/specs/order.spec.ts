// What must be so when somebody orders tea, from the first page over the H5 page and back.

import { expect, test } from '@sampan/test';

test.beforeEach(async ({ phone, page }) => {
  await phone.open('..');
  await page.getByRole('button', { name: 'Order tea' }).tap();
  await expect(page.getByRole('heading')).toHaveText('Your tea');
});

test('an order goes from the H5 page to the mini program', async ({ phone, page, bridge, messages }) => {
  await page.getByLabel('Cups').fill('3');
  await page.getByRole('button', { name: 'Use my position' }).tap();
  await phone.prompt('scope.userLocation').allow();
  await expect(bridge).toHaveCalled('getLocation', { type: 'wgs84' });
  await expect(page.getByTestId('place')).toHaveText('31.23, 121.47');
  await page.getByRole('button', { name: 'Order', exact: true }).tap();
  await expect(phone).toHavePages(['pages/home/home']);
  await expect(page.getByText('3 cups to 31.23, 121.47')).toBeVisible();
  // What waited arrives when the H5 page goes.
  await expect(messages).toEqual([{ cups: 3, place: '31.23, 121.47' }]);
});

test('a user who says no is told why there is no tea', async ({ phone, page }) => {
  await page.getByRole('button', { name: 'Use my position' }).tap();
  await phone.prompt('scope.userLocation').deny();
  await expect(page.getByText('Without a position')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Order', exact: true })).toBeDisabled();
});

test('back leaves the order', async ({ phone, page }) => {
  await phone.back();
  await expect(page.getByText('No order yet')).toBeVisible();
});
