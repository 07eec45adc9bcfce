// What tests share: a phone that is set once, and things that are made for those who name them.
import { expect, type Page, test as base } from '@sampan/test'

interface Form {
  page: Page
  name(name: string): Promise<void>
  send(): Promise<void>
}

const test = base.extend<{ who: string; form: Form }>({
  who: ['Bao', { option: true }],
  form: async ({ phone, page, who }, use) => {
    await phone.open('./app', { page: 'pages/form/form' })
    const form: Form = {
      page,
      name: (name) => page.getByPlaceholder('Name').fill(name),
      send: () => page.getByRole('button', { name: 'Send' }).tap(),
    }
    await form.name(who)
    await use(form)
    await expect(phone).toHavePages(['pages/form/form'])
  },
})

test.use({ device: './device.toml' })

test('the form begins with a name, on the phone of the file', async ({ phone, form, page }) => {
  await form.send()
  await expect(page.locator('#sent')).toHaveText('{"name":"Bao","gift":false}')
  expect((await phone.state()).device).toMatchObject({ width: 393, height: 852 })
})

test.describe('somebody else', () => {
  test.use({ who: 'Ann' })

  test('the name is that of the suite', async ({ form, page }) => {
    await form.send()
    await expect(page.locator('#sent')).toContainText('"name":"Ann"')
  })
})

test.describe('one after the other', () => {
  test.describe.configure({ mode: 'serial', timeout: 20_000 })
  const cups: string[] = []

  test('fills', async ({ form }) => {
    await form.name('first')
    cups.push('first')
  })

  test('finds what the one before has left', () => {
    expect(cups).toEqual(['first'])
  })
})
