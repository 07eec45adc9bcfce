// Toasts, dialogs and action sheets of the mini program: what a person sees, and what the program is told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { APP, open } from './phone.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let phone;
before(async () => {
  phone = await open();
  await phone.page.evaluate(axe);
});
after(async () => {
  await phone?.close();
});

/** Calls an interface of the mini program's own; its reply, when there is one. */
const wx = async (name, options = {}) => {
  const told = phone.sampan.event((event) => event.type === 'call' && event.name === name);
  const script = `(wx.${name}(${JSON.stringify(options)}).catch(() => {}), 0)`;
  await phone.ask({ method: 'runInLogic', app: APP, script });
  return (await told).reply;
};
const status = () => phone.page.locator('.app-toast-place');
const dialog = () => phone.page.getByRole('alertdialog');
const still = () =>
  phone.page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect.getTiming().iterations === 1)
        .map((one) => one.finished),
    ),
  );
const findings = async () => {
  await still();
  return phone.page.evaluate(async () => {
    const { violations } = await window.axe.run('.stage', { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
};

test('a toast is seen, said, and goes by itself', async () => {
  assert.equal((await wx('showToast', { title: 'Saved', duration: 400 })).errMsg, 'showToast:ok');
  await status().getByText('Saved').waitFor({ state: 'detached' });
  await wx('showToast', { title: 'Nothing here', icon: 'none', duration: 60_000 });
  await status().getByText('Nothing here').waitFor();
  assert.equal(await status().locator('svg').count(), 0);
  assert.equal(await status().getAttribute('role'), 'status');
  await wx('showToast', { title: 'Home', image: '/icons/home.png', duration: 60_000 });
  const image = status().locator('img');
  await image.waitFor();
  assert.ok(await image.evaluate(async (image) => (await image.decode(), image.naturalWidth > 0)));
  await wx('hideToast');
  await image.waitFor({ state: 'detached' });
});

test('a loading with a mask keeps the hand off the page until it is hidden', async () => {
  await wx('showLoading', { title: 'One moment', mask: true });
  await status().getByText('One moment').waitFor();
  const over = () =>
    phone.page.evaluate(() => {
      const { x, y, width, height } = document.querySelector('.page-canvas').getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 3).className;
    });
  assert.equal(await over(), 'app-toast-mask');
  assert.deepEqual(await findings(), []);
  assert.equal((await wx('hideLoading')).errMsg, 'hideLoading:ok');
  await phone.page.locator('.app-toast-mask').waitFor({ state: 'detached' });
});

test('a modal stays for a tap beside it, and says which button was pressed', async () => {
  const answer = wx('showModal', { title: 'Delete?', content: 'It is gone then.', confirmText: 'Yes', confirmColor: '#e64340' });
  await dialog().getByText('It is gone then.').waitFor();
  assert.deepEqual(await findings(), []);
  await phone.page.locator('.modal .weui-mask').click({ position: { x: 5, y: 200 } });
  const yes = dialog().getByRole('button', { name: 'Yes' });
  assert.equal(await yes.evaluate((button) => getComputedStyle(button).color), 'rgb(230, 67, 64)');
  await yes.click();
  assert.deepEqual(await answer, { confirm: true, cancel: false, errMsg: 'showModal:ok' });
  await dialog().waitFor({ state: 'detached' });
});

test('Escape is the button that cancels; without one nothing but the button closes it', async () => {
  const cancelled = wx('showModal', { title: 'Stay?' });
  await dialog().waitFor();
  await phone.page.keyboard.press('Escape');
  assert.equal((await cancelled).cancel, true);
  const seen = wx('showModal', { content: 'Seen?', showCancel: false });
  // Not the one before, which may not have left yet.
  await dialog().getByText('Seen?').waitFor();
  assert.equal(await dialog().getByRole('button').count(), 1);
  await phone.page.keyboard.press('Escape');
  assert.ok(await dialog().isVisible());
  await phone.page.keyboard.press('Enter');
  assert.equal((await seen).confirm, true);
});

test('an editable modal gives what was written', async () => {
  const answer = wx('showModal', { title: 'Your name', editable: true, placeholderText: 'A name', content: 'Bao' });
  const field = dialog().getByRole('textbox', { name: 'Your name' });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Bao');
  await field.fill('Mei');
  await dialog().getByRole('button', { name: 'OK' }).click();
  assert.deepEqual(await answer, { content: 'Mei', confirm: true, cancel: false, errMsg: 'showModal:ok' });
});

test('an action sheet is gone through with arrows, and one that is closed is a cancel', async () => {
  const sheet = () => phone.page.getByRole('dialog', { name: 'Share with' });
  const options = { itemList: ['Friends', 'Family', 'Everybody'], alertText: 'Share with' };
  const chosen = wx('showActionSheet', options);
  await sheet().waitFor();
  assert.deepEqual(await findings(), []);
  await phone.page.keyboard.press('ArrowDown');
  await phone.page.keyboard.press('Enter');
  assert.deepEqual(await chosen, { tapIndex: 1, errMsg: 'showActionSheet:ok' });
  const closed = wx('showActionSheet', options);
  await sheet().getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await closed).errMsg, 'showActionSheet:fail cancel');
});

test('a modal goes with its page, and the page is told that it was cancelled', async () => {
  await wx('navigateTo', { url: '/pages/detail/detail' });
  await phone.until((state) => state.pages.length === 2);
  const answer = wx('showModal', { title: 'Lost' });
  await dialog().waitFor();
  await wx('navigateBack');
  assert.equal((await answer).cancel, true);
  await dialog().waitFor({ state: 'detached' });
});

test('the device file answers when it says what is pressed', async () => {
  await phone.ask({ method: 'changeDevice', app: APP, key: 'device.dialogs', value: { modal: 'confirm', text: 'Li', action_sheet: 'cancel' } });
  assert.equal((await wx('showModal', { editable: true })).content, 'Li');
  assert.equal((await wx('showActionSheet', { itemList: ['A'] })).errMsg, 'showActionSheet:fail cancel');
  assert.deepEqual(phone.errors, []);
});
