// The page: a button and a reply for every interface; asked to drive, it calls all that leave it where it is, one by one.

import { GROUPS } from './stops.js'
import { language, words } from './words.js'

const main = document.querySelector('#main')
document.documentElement.lang = language
document.title = words.title
document.querySelector('#title').textContent = words.title
const inside = window.__wxjs_environment === 'miniprogram'
document.querySelector('#where').textContent = inside ? words.inside : words.outside

const rows = Object.entries(GROUPS).flatMap(([name, stops]) => {
  const section = element('section', { 'aria-labelledby': `group-${name}` })
  section.append(element('h2', { id: `group-${name}` }, words.groups[name]))
  const rows = stops.map((stop) => row(stop))
  section.append(...rows.map(({ box }) => box))
  main.append(section)
  return rows
})
if (new URLSearchParams(location.search).has('drive')) await drive()

/** The button of an interface, and the place of its reply. */
function row([name, work, kind]) {
  const output = element('output', { 'data-testid': `${name}-result`, for: name, 'aria-label': name })
  const button = element('button', { id: name, type: 'button', 'data-testid': name, 'aria-label': `${words.call} ${name}` })
  button.append(element('span', { class: 'name' }, name))
  const call = () => answer(work, kind, output)
  button.addEventListener('click', call)
  const box = element('div', { class: 'row' })
  box.append(button, output)
  return { box, call, kind }
}

async function answer(work, kind, output) {
  output.dataset.state = 'waiting'
  output.textContent = '…'
  try {
    const reply = await work()
    output.dataset.state = /:fail/.test(reply?.errMsg ?? '') ? 'fail' : 'ok'
    output.textContent = kind ? words.silent : spell(reply)
  } catch (error) {
    output.dataset.state = 'fail'
    output.textContent = error.errMsg ?? String(error)
  }
}

/** Long values (a picture as base64) are shortened. */
function spell(reply) {
  const short = (_, value) => (typeof value === 'string' && value.length > 90 ? `${value.slice(0, 60)}… (${value.length})` : value)
  return JSON.stringify(reply, short, 1)
}

async function drive() {
  for (const { call, kind } of rows) if (kind !== 'ends') await call()
  console.log('tour', document.querySelectorAll('output[data-state="ok"]').length)
}

function element(tag, attributes, text = '') {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.textContent = text
  return made
}
