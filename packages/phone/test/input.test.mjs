// A hand on the page: taps, keys, input methods, the clipboard, selection and scrolling, as the H5 page sees them.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { open } from './phone.mjs';

let phone;
before(async () => void (phone = await open()));
beforeEach(() =>
  phone.run(
    '(window.seen.length = 0, document.getElementById("field").value = "", getSelection().empty(), scrollTo(0, 0), 0)',
  ),
);
after(async () => {
  await phone?.close();
});

const value = () => phone.run('document.getElementById("field").value');

test('a tap is a touch and a click', async () => {
  await phone.tap('#button');
  await phone.runUntil('seen.includes("click")');
  assert.deepEqual(await phone.run('seen'), ['touchstart 1', 'touchend 0', 'click']);
});

test('what is typed arrives as keys', async () => {
  await phone.tap('#field');
  await phone.runUntil('document.activeElement.id === "field"');
  await phone.page.keyboard.type('Ahoy 1');
  await phone.page.keyboard.press('Backspace');
  await phone.runUntil('document.getElementById("field").value === "Ahoy "');
  const seen = await phone.run('seen');
  assert.ok(seen.includes('key A') && seen.includes('key Backspace'), seen.join());
});

test('an input method composes in the page', async () => {
  await phone.tap('#field');
  await phone.runUntil('document.activeElement.id === "field"');
  const session = await phone.page.context().newCDPSession(phone.page);
  await session.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
  await phone.runUntil('document.getElementById("field").value === "ni"');
  await session.send('Input.imeSetComposition', { text: '你', selectionStart: 1, selectionEnd: 1 });
  await session.send('Input.insertText', { text: '你好' });
  await phone.runUntil('document.getElementById("field").value === "你好"');
  assert.ok((await phone.run('seen')).includes('composed 你好'));
});

test('the clipboard goes in and comes out', async () => {
  await phone.page.evaluate(() => navigator.clipboard.writeText('from outside'));
  await phone.tap('#field');
  await phone.runUntil('document.activeElement.id === "field"');
  await phone.page.keyboard.press('Control+V');
  await phone.runUntil('document.getElementById("field").value === "from outside"');
  await phone.page.keyboard.press('Control+A');
  await phone.runUntil(
    'document.getElementById("field").selectionEnd - document.getElementById("field").selectionStart === 12',
  );
  await phone.page.evaluate(() => navigator.clipboard.writeText(''));
  await phone.page.keyboard.press('Control+C');
  await phone.page.waitForFunction(async () => (await navigator.clipboard.readText()) === 'from outside');
  await phone.page.keyboard.press('Control+X');
  await phone.runUntil('document.getElementById("field").value === ""');
});

test('a finger that rests on text selects, the drag extends it, and the bubble copies it', async () => {
  const { x, y } = await phone.point('#text');
  const left = (await phone.at(40, 0)).x;
  await phone.page.mouse.move(left, y);
  await phone.page.mouse.down();
  await phone.runUntil('String(getSelection()).trim() === "Lovely"');
  await phone.page.mouse.move(x, y, { steps: 4 });
  await phone.runUntil('String(getSelection()).startsWith("Lovely espresso")');
  await phone.page.mouse.up();
  await phone.runUntil('seen.includes("touchcancel 0")');
  await phone.page.getByRole('button', { name: 'Copy' }).click();
  await phone.page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('Lovely espresso'));
});

test('Escape twice and Tab leave the page, and before that Tab is the page’s', async () => {
  await phone.tap('#field');
  await phone.runUntil('document.activeElement.id === "field"');
  await phone.page.keyboard.press('Tab');
  await phone.runUntil('document.activeElement.id === "button"');
  const isIn = () => phone.page.evaluate(() => document.activeElement.classList.contains('page-field'));
  assert.ok(await isIn());
  await phone.page.keyboard.press('Escape');
  await phone.page.keyboard.press('Escape');
  await phone.page.keyboard.press('Tab');
  assert.ok(!(await isIn()));
});

// Last: what a flick has set in motion goes on for a while.
test('a wheel and a finger scroll the page', async () => {
  const { x, y } = await phone.at(150, 500);
  await phone.page.mouse.move(x, y);
  await phone.page.mouse.wheel(0, 240);
  await phone.runUntil('scrollY > 100');
  await phone.run('(scrollTo(0, 0), 0)');
  await phone.page.mouse.down();
  await phone.page.mouse.move(x, y - 200, { steps: 10 });
  await phone.page.mouse.up();
  await phone.runUntil('scrollY > 50');
});

test('nothing typed for one thing is left in another', async () => {
  assert.equal(await value(), '');
  assert.deepEqual(phone.errors, []);
});
