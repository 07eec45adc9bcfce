// What an H5 page and its mini program tell each other.
import { expect, test } from '@sampan/test'

test.beforeEach(async ({ phone }) => {
  await phone.open('./app')
})

test('messages are delivered when the page goes away', async ({ phone, page, messages }) => {
  await page.getByRole('button', { name: 'Next page' }).tap()
  await expect(page).toHaveURL(/second$/)
  await page.getByRole('button', { name: 'Send a message' }).tap()
  await expect(page.locator('#said')).toHaveText('sent')
  expect(await messages.list()).toEqual([])
  await phone.back()
  await expect(messages).toEqual([{ kind: 'order', number: 7 }])
})

test('sharing delivers them too', async ({ phone, page, messages }) => {
  await page.getByRole('button', { name: 'Send a message' }).tap()
  await expect(page.locator('#said')).toHaveText('sent')
  await phone.share()
  await expect(messages).toHaveLength(1)
})
