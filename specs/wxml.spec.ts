// Pages that the mini program draws itself, with its built-in components.
import { expect, test } from '@sampan/test'

test.beforeEach(async ({ phone }) => {
  await phone.open('./app', { page: 'pages/form/form' })
})

test('a field tells what is typed', async ({ page }) => {
  await page.getByPlaceholder('Name').fill('Bao')
  await expect(page.locator('#name')).toHaveText('Bao')
})

test('a form sends what is in it', async ({ page }) => {
  await page.getByPlaceholder('Name').fill('Bao')
  await page.getByRole('switch', { name: 'Gift' }).tap()
  await expect(page.locator('#gift')).toHaveText('wrapped')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.locator('#sent')).toHaveText('{"name":"Bao","gift":true}')
})

test('a list grows', async ({ page }) => {
  await expect(page.locator('.item')).toHaveText(['Sencha', 'Assam'])
  await page.getByRole('button', { name: 'More' }).tap()
  await expect(page.locator('.item')).toHaveCount(3)
  await expect(page.locator('.item').last()).toHaveText('Tea 3')
})

test('a dialog is answered', async ({ phone, page }) => {
  await page.getByRole('button', { name: 'Delete' }).tap()
  await phone.sheet('modal').confirm()
  await expect(page.locator('#sent')).toHaveText('confirmed')
  await page.getByRole('button', { name: 'Delete' }).tap()
  await phone.sheet('modal').cancel()
  await expect(page.locator('#sent')).toHaveText('cancelled')
})
