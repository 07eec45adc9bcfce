// The page: a button and a result for every interface; or, asked to, it drives itself.

import { language, words } from './words.js';

const query = new URLSearchParams(location.search);
const page = query.get('page') ?? 'index';
const main = document.querySelector('#main');

document.documentElement.lang = language;
document.title = words.title[page] ?? words.title.index;
document.querySelector('#title').textContent = document.title;

if (window.wx) {
  wx.miniProgram.getEnv(({ miniprogram }) => say(miniprogram ? words.inside : words.outside));
  await (query.has('drive') ? drive() : showButtons());
} else {
  say(words.outside);
}

function say(text) {
  document.querySelector('#where').textContent = text;
}

async function drive() {
  const { run } = await import('./drive.js');
  document.body.classList.add('driving');
  await run(page, query.get('drive'), main);
}

async function showButtons() {
  const { GROUPS } = await import('./interfaces.js');
  for (const group of GROUPS) {
    const section = element('section', { 'aria-labelledby': `group-${group.name}` });
    section.append(element('h2', { id: `group-${group.name}` }, words.group[group.name]));
    section.append(...group.interfaces.map(row));
    main.append(section);
  }
}

/** The button of an interface, and the place of its result. */
function row(one) {
  const full = one.under ? `wx.${one.under}.${one.name}` : `wx.${one.name}`;
  const what = words.what[one.name];
  const output = element('output', { 'data-testid': `${one.name}-result`, for: one.name, 'aria-label': full });
  const button = element('button', {
    id: one.name,
    type: 'button',
    'data-testid': one.name,
    'aria-label': `${words.call} ${full}: ${what}`,
  });
  button.append(element('span', { class: 'name' }, full), element('span', { class: 'what' }, what));
  button.addEventListener('click', () => ('listens' in one ? listen(one.listens) : call(one, output)));
  const box = element('div', { class: 'row' });
  box.append(button, output);
  return box;
}

async function call(one, output) {
  show(output, words.waiting, 'waiting');
  try {
    const answer = one.call();
    if (answer === undefined) return show(output, words.silent, 'ok');
    show(output, JSON.stringify(await answer, null, 2), 'ok');
  } catch (error) {
    show(output, error.errMsg ?? String(error), 'fail');
  }
}

function listen(on) {
  const output = document.querySelector('[data-testid="onWebviewEvent-result"]');
  if (on) wx.miniProgram.onWebviewEvent(heard);
  else wx.miniProgram.offWebviewEvent(heard);
  show(output, on ? words.listening : words.stopped, 'ok');
}

function heard(event) {
  const output = document.querySelector('[data-testid="onWebviewEvent-result"]');
  show(output, `${words.heard} ${JSON.stringify(event)}`, 'ok');
}

function show(output, text, state) {
  output.textContent = text;
  output.dataset.state = state;
}

function element(name, attributes = {}, text = '') {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
