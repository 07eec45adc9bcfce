// What the phone of the tour has: pictures, a camera, codes to scan.
import { expect, test } from '@sampan/test'

const call = (name: string, options: object) =>
  `new Promise((done) => wx.${name}({ ...${JSON.stringify(options)}, complete: done }))`

test.beforeEach(async ({ phone }) => {
  await phone.open('../examples/tour')
})

test('the code that the test holds before the camera is scanned', async ({ phone, page }) => {
  await phone.open('./app')
  await phone.scan('../examples/tour/fixtures/qr.png')
  expect(await page.evaluate(call('scanCode', {}))).toMatchObject({ errMsg: 'scanCode:ok', scanType: 'QR_CODE' })
})

test('a code is scanned', async ({ page, bridge }) => {
  const reply = await page.evaluate(call('scanCode', {}))
  expect(reply).toMatchObject({ errMsg: 'scanCode:ok', scanType: 'QR_CODE', result: expect.any(String) })
  await expect(bridge).toHaveCalled('scanCode')
})

test('a picture is chosen from the album and shown', async ({ page }) => {
  const reply = await page.evaluate<{ errMsg: string; tempFilePaths: string[] }>(call('chooseImage', { count: 1, sourceType: ['album'] }))
  expect(reply).toMatchObject({ errMsg: 'chooseImage:ok', tempFilePaths: [expect.any(String)] })
  const width = await page.evaluate((src: string) => {
    const image = new Image()
    image.src = src
    return image.decode().then(() => image.naturalWidth)
  }, reply.tempFilePaths[0])
  expect(width).toBeGreaterThan(0)
})
