// Connects to the DevTools port with Playwright, finds the H5 page, uses it, and says what it saw as JSON.
import { chromium } from 'playwright-core'

const browser = await chromium.connectOverCDP(process.argv[2], { timeout: 15000 })
const pages = browser.contexts().flatMap((context) => context.pages())
const page = pages.find((page) => page.url().endsWith('/h5/index.html'))
const reply = await page.evaluate(() => new Promise((done) => WeixinJSBridge.invoke('checkJsApi', { jsApiList: ['getStorage'] }, done)))
await page.getByRole('button', { name: 'Tap' }).click()
console.log(JSON.stringify({ title: await page.title(), reply, text: await page.locator('output').innerText() }))
await browser.close()
