// The page stack: H5 pages and the back button move through it.
import { expect, test } from '@sampan/test'

test.beforeEach(async ({ phone }) => {
  await phone.open('./app')
})

test('an H5 page opens the next page, and back closes it', async ({ phone, page }) => {
  await page.getByRole('button', { name: 'Next page' }).tap()
  await expect(phone).toHavePages(['pages/home/home', 'pages/second/second'])
  await expect(page).toHaveTitle('Specs')
  expect(await phone.back()).toBe(false)
  await expect(phone).toHavePages(['pages/home/home'])
})

test('back goes through the history of an H5 page first', async ({ phone, page }) => {
  await page.getByRole('button', { name: 'Next page' }).tap()
  await expect(phone).toHavePages(['pages/home/home', 'pages/second/second'])
  await expect(page).toHaveURL(/index\.html\?second$/)
  await expect(page.getByRole('heading')).toHaveText('Specs')
  await page.evaluate(() => history.pushState(null, '', '?further'))
  await expect(page).toHaveURL(/\?further$/)
  expect(await phone.back()).toBe(true)
  await expect(page).toHaveURL(/\?second$/)
})

test('a page that does not exist is not opened, and nobody is told', async ({ phone, page, bridge }) => {
  await page.evaluate(`wx.miniProgram.navigateTo({ url: '/pages/nowhere/nowhere' })`)
  await expect(bridge).toHaveCalled('navigateTo', { url: '/pages/nowhere/nowhere' })
  await expect(phone).toHavePages(['pages/home/home'])
})
