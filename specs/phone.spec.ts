// The phone around the page: what a person sees and touches there.
import { expect, test } from '@sampan/test'

test('the navigation bar goes back', async ({ phone, page }) => {
  await phone.open('./app')
  await page.getByRole('button', { name: 'Next page' }).tap()
  await expect(phone).toHavePages(['pages/home/home', 'pages/second/second'])
  await phone.screen.getByRole('button', { name: 'Back' }).tap()
  await expect(phone).toHavePages(['pages/home/home'])
})

test('a right is given in the dialog of the phone', async ({ phone, page }) => {
  await phone.open('./app')
  await phone.device('device.location', { latitude: 31.2304, longitude: 121.4737 })
  await page.getByRole('button', { name: 'Use my position' }).tap()
  await phone.screen.getByRole('button', { name: 'Allow' }).tap()
  await expect(page.locator('#said')).toContainText('getLocation:ok')
})
