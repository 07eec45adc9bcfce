// Questions: a scope of the mini program, dialogs of the page's JavaScript, and what lies over the page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { APP, open } from './phone.mjs';

let phone;
before(async () => void (phone = await open({ toml: '[device.location]\nlatitude = 31.2\nlongitude = 121.5\n' })));
after(async () => {
  await phone?.close();
});

const dialog = (name) => phone.page.getByRole('dialog', { name });
const alert = () => phone.page.getByRole('alertdialog');

test('a scope asks with the mini program, the origin and the purpose, and Allow answers the call', async () => {
  await phone.call('getLocation');
  await dialog('Phone test').waitFor();
  const text = await dialog('Phone test').innerText();
  assert.match(text, /know your location/);
  assert.match(text, /To find the nearest shop/);
  assert.match(text, /sampan\.localhost/);
  await dialog('Phone test').getByRole('button', { name: 'Allow' }).click();
  assert.equal((await phone.reply()).errMsg, 'getLocation:ok');
  await dialog('Phone test').waitFor({ state: 'detached' });
});

test('Escape says no, and the focus is inside until then', async () => {
  await phone.ask({ method: 'setScope', app: APP, scope: 'scope.userLocation', granted: null });
  await phone.call('getLocation');
  await dialog('Phone test').waitFor();
  const isInside = () => phone.page.evaluate(() => !!document.activeElement.closest('[role=dialog]'));
  assert.ok(await isInside());
  for (let press = 0; press < 5; press++) {
    await phone.page.keyboard.press('Tab');
    assert.ok(await isInside(), 'Tab stays inside');
  }
  await phone.page.keyboard.press('Escape');
  assert.match((await phone.reply()).errMsg, /^getLocation:fail/);
});

test('alert, confirm and prompt of the page are answered in the phone', async () => {
  await phone.run('(setTimeout(() => { window.said = ["", confirm("Sure?"), prompt("Name?", "Bao")]; }), 0)');
  await alert().getByText('Sure?').waitFor();
  assert.match(await alert().innerText(), /sampan\.localhost says/);
  await alert().getByRole('button', { name: 'OK' }).click();
  const field = phone.page.getByRole('textbox', { name: 'Name?' });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Bao');
  await field.fill('Mei');
  await field.press('Enter');
  await phone.runUntil('window.said');
  assert.deepEqual(await phone.run('window.said'), ['', true, 'Mei']);
  await phone.run('(setTimeout(() => { alert("Hello"); window.said = "seen"; }), 0)');
  await alert().getByText('Hello').waitFor();
  assert.equal(await alert().getByRole('button').count(), 1);
  await alert().getByRole('button', { name: 'OK' }).click();
  await phone.runUntil('window.said === "seen"');
});

test('a question survives a reload of the phone, and two browsers see one answer', async () => {
  await phone.ask({ method: 'setScope', app: APP, scope: 'scope.userLocation', granted: null });
  await phone.call('getLocation');
  await dialog('Phone test').waitFor();
  await phone.page.reload();
  await dialog('Phone test').waitFor();
  await phone.page.evaluate(phone.script);
  const other = await phone.page.context().newPage();
  await other.goto(new URL('/', phone.sampan.address).href);
  await other.getByRole('dialog', { name: 'Phone test' }).getByRole('button', { name: 'Allow' }).click();
  await dialog('Phone test').waitFor({ state: 'detached' });
  assert.equal((await phone.reply()).errMsg, 'getLocation:ok');
  await other.close();
});

test('the server that is gone is said so, and the last picture stays', async () => {
  phone.sampan.process.kill('SIGKILL');
  await phone.page.getByRole('alert').getByText('Sampan is not there').waitFor();
  assert.ok(await phone.canvas.isVisible());
  assert.deepEqual(phone.errors, []);
});
