// What the phone itself wants of the person: each sheet is answered as a person would, and the call gets the answer.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { APP, open } from './phone.mjs';

const fixtures = fileURLToPath(new URL('../../../examples/tour/fixtures/', import.meta.url));
const SOURCES = ['album', 'camera', 'scan', 'places', 'microphone', 'loudspeaker', 'payment', 'account', 'position'];

let phone;
before(async () => {
  phone = await open({
    toml: '[consent]\n"scope.userLocation" = "allow"\n"scope.record" = "allow"\n"scope.getPhoneNumber" = "allow"\n',
    context: { geolocation: { latitude: 48.2, longitude: 16.37, accuracy: 5 } },
  });
  for (const source of SOURCES) await phone.ask({ method: 'changeDevice', app: APP, key: `source.${source}`, value: 'phone' });
});
after(async () => {
  await phone?.close();
});

const dialog = (name) => phone.page.getByRole('dialog', { name });

test('the album takes pictures of this machine, at most as many as were asked for', async () => {
  await phone.call('chooseImage', { count: 2, sourceType: ['album'] });
  await dialog('Album').waitFor();
  const files = ['harbour.jpg', 'lantern.jpg', 'receipt.jpg'].map((name) => path.join(fixtures, name));
  await dialog('Album').locator('input[type=file]').setInputFiles(files);
  assert.equal(await dialog('Album').locator('figure').count(), 2);
  await dialog('Album').getByRole('button', { name: 'Done (2/2)' }).click();
  const reply = await phone.reply();
  assert.equal(reply.errMsg, 'chooseImage:ok');
  assert.equal((reply.tempFilePaths ?? reply.localIds).length, 2);
});

test('an album that is closed is a cancel', async () => {
  await phone.call('chooseImage', { count: 1, sourceType: ['album'] });
  await dialog('Album').waitFor();
  await phone.page.keyboard.press('Escape');
  assert.match((await phone.reply()).errMsg, /^chooseImage:fail.*cancel/);
});

test('the camera shows what it sees and takes a picture of it', async () => {
  await phone.call('chooseImage', { count: 1, sourceType: ['camera'] });
  await dialog('Camera').getByRole('button', { name: 'Take the picture' }).click();
  assert.equal((await phone.reply()).errMsg, 'chooseImage:ok');
});

test('a code is read from a picture', async () => {
  await phone.call('scanCode');
  await dialog('Scan').locator('input[type=file]').setInputFiles(path.join(fixtures, 'harbour.jpg'));
  await dialog('Scan').getByRole('alert').waitFor();
  await dialog('Scan').locator('input[type=file]').setInputFiles(path.join(fixtures, 'qr.png'));
  const reply = await phone.reply();
  assert.equal(reply.errMsg, 'scanCode:ok');
  assert.match(JSON.stringify(reply), /QR_CODE/);
});

test('a code is typed', async () => {
  await phone.call('scanCode');
  await dialog('Scan').getByRole('textbox').fill('HELLO-42');
  await dialog('Scan').getByRole('textbox').press('Enter');
  assert.match(JSON.stringify(await phone.reply()), /HELLO-42/);
});

test('a payment is paid, and another one is not', async () => {
  const order = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' };
  await phone.call('requestPayment', order);
  await dialog('Payment').getByText('wx1').waitFor();
  await dialog('Payment').getByRole('button', { name: 'Pay' }).click();
  assert.equal((await phone.reply()).errMsg, 'requestPayment:ok');
  await phone.call('requestPayment', order);
  await dialog('Payment').getByRole('button', { name: 'Cancel' }).click();
  assert.match((await phone.reply()).errMsg, /^requestPayment:fail cancel/);
});

test('the microphone runs with a red sign until the page stops it', async () => {
  await phone.call('startRecord');
  await phone.page.locator('.recording').waitFor();
  await phone.reply();
  await phone.page.locator('.recording time').getByText('0:01').waitFor();
  await phone.call('stopRecord');
  const reply = await phone.reply();
  assert.equal(reply.errMsg, 'stopRecord:ok');
  await phone.page.locator('.recording').waitFor({ state: 'detached' });
});

test('the position of this browser is the phone’s', async () => {
  await phone.until((state) => Math.abs((state.device.position?.latitude ?? 0) - 48.2) < 1e-6);
  await phone.call('getLocation', { type: 'wgs84' });
  const { latitude, longitude } = await phone.reply();
  assert.ok(Math.abs(latitude - 48.2) < 1e-4 && Math.abs(longitude - 16.37) < 1e-4, `${latitude}, ${longitude}`);
});

test('nothing has gone wrong in the page meanwhile', () => {
  assert.deepEqual(phone.errors, []);
});
