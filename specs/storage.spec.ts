// Storage is one for a mini program and its H5 pages, and empty for every test.
import { expect, test } from '@sampan/test'

const get = `new Promise((done) => wx.getStorage({ key: 'cart', complete: done }))`
const set = `new Promise((done) => wx.setStorage({ key: 'cart', data: { tea: 2 }, complete: done }))`

test.beforeEach(async ({ phone }) => {
  await phone.open('./app')
})

test('what an H5 page keeps, the mini program reads', async ({ phone, page }) => {
  expect(await page.evaluate(set)).toMatchObject({ errMsg: 'setStorage:ok' })
  expect(await phone.evaluate(`wx.getStorageSync('cart').tea`)).toBe('2')
})

for (const round of ['first', 'second']) {
  test(`the ${round} test finds nothing and leaves something`, async ({ page }) => {
    expect(await page.evaluate(get)).toMatchObject({ errMsg: expect.stringContaining(':fail') })
    await page.evaluate(set)
    await page.evaluate(`localStorage.setItem('left', 'behind')`)
  })
}

test('what a page keeps in the browser is gone too', async ({ page }) => {
  expect(await page.evaluate(`localStorage.getItem('left')`)).toBeNull()
})
