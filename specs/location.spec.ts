// The position is the user's to give.
import { expect, test } from '@sampan/test'

test.beforeEach(async ({ phone }) => {
  await phone.open('./app')
  await phone.device('device.location', { latitude: 31.2304, longitude: 121.4737 })
})

test('a user who allows it shares the position', async ({ phone, page, bridge }) => {
  await page.getByRole('button', { name: 'Use my position' }).tap()
  await phone.prompt('scope.userLocation').allow()
  await expect(page.locator('#said')).toContainText('getLocation:ok')
  await expect(bridge).toHaveCalled('getLocation', { type: 'gcj02' })
})

test('a user who denies it does not', async ({ phone, page }) => {
  await page.getByRole('button', { name: 'Use my position' }).tap()
  await phone.prompt('scope.userLocation').deny()
  await expect(page.locator('#said')).toContainText('getLocation:fail')
})

test('the second time nobody is asked', async ({ phone, page, bridge }) => {
  await page.getByRole('button', { name: 'Use my position' }).tap()
  await phone.prompt('scope.userLocation').allow()
  await expect(bridge).toHaveCalledTimes('getLocation', 1)
  await page.getByRole('button', { name: 'Use my position' }).tap()
  await expect(bridge).toHaveCalledTimes('getLocation', 2)
})
