// The example shop, from the shelf to the order.
import { expect, test } from '@sampan/test'

test('a tea is put into the cart and ordered', async ({ phone, page }) => {
  await phone.open('../examples/shop')
  await test.step('choose', async () => {
    await page.locator('.shelf').getByText('Longjing').first().tap()
    await expect(phone).toHavePages(['pages/index/index', 'pages/tea/tea'])
    await page.getByRole('button', { name: 'One more' }).tap()
    await page.getByRole('button', { name: 'Add to the cart' }).tap()
    await phone.back()
  })
  await test.step('say where it goes', async () => {
    await phone.evaluate(`wx.setStorageSync('address', { name: 'Bao', phone: '13800000000', street: '1 Harbour Road', city: 'Shanghai' })`)
    await phone.evaluate(`wx.switchTab({ url: '/pages/cart/cart' })`)
    await expect(phone).toHavePages(['pages/cart/cart'])
    await expect(page.locator('.entry')).toHaveCount(1)
  })
  await test.step('check out in the H5 page', async () => {
    await page.getByRole('button', { name: 'Check out' }).tap()
    await expect(page).toHaveURL(/checkout\.html/)
    await expect(page.getByTestId('entries')).toContainText('Longjing')
    await page.getByTestId('code').fill('SAMPAN')
    await page.getByTestId('apply').tap()
    await expect(page.getByTestId('coupon-result')).not.toHaveText('')
    await page.getByTestId('pay').tap()
  })
  await expect(phone).toHavePages(['pages/orders/orders'])
  await expect(page.getByText('Longjing')).toBeVisible()
})
