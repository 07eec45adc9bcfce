// What the phone itself wants of the person: each sheet is answered as a person would, and the call gets the answer.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { APP, open } from './phone.mjs';

const fixtures = fileURLToPath(new URL('../../../examples/tour/fixtures/', import.meta.url));
const SOURCES = ['album', 'camera', 'scan', 'places', 'addresses', 'microphone', 'loudspeaker', 'payment', 'account', 'position'];

let phone;
before(async () => {
  phone = await open({
    toml:
      '[consent]\n"scope.userLocation" = "allow"\n"scope.record" = "allow"\n"scope.getPhoneNumber" = "allow"\n' +
      '[[device.places]]\nname = "Pier 7"\naddress = "Central"\nlatitude = 22.29\nlongitude = 114.16\n' +
      '[[device.addresses]]\nname = "Bao"\nphone = "13800000000"\ncity = "Port"\nstreet = "Pier Road"\ndetail = " 7"\n',
    context: { geolocation: { latitude: 48.2, longitude: 16.37, accuracy: 5 } },
  });
  for (const source of SOURCES)
    await phone.ask({ method: 'changeDevice', app: APP, key: `source.${source}`, value: 'phone' });
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
  assert.equal(reply.tempFilePaths.length, 2);
});

test('the viewer shows those pictures over the page, and closes itself', async () => {
  const { tempFilePaths } = JSON.parse(await phone.run('window.replied'));
  await phone.call('previewImage', { urls: tempFilePaths });
  const { viewer } = await phone.until((state) => !!state.viewer);
  assert.equal(viewer.request.kind, 'image');
  const frame = phone.page.frameLocator('.viewer');
  await frame.locator('img').first().waitFor();
  await frame
    .locator('img')
    .first()
    .evaluate((image) => image.decode());
  assert.equal((await phone.reply()).errMsg, 'previewImage:ok', 'answered when it is shown');
  await frame.getByRole('button', { name: 'Close' }).first().click();
  await phone.page.locator('.viewer').waitFor({ state: 'detached' });
  await phone.until((state) => !state.viewer);
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

/** The program's own code asks for an address; answers the event of the call. */
const chooseAddress = async () => {
  const said = phone.sampan.event((event) => event.type === 'call' && event.name === 'chooseAddress');
  await phone.ask({ method: 'runInLogic', app: APP, script: 'wx.chooseAddress().catch(() => {}); 0' });
  await dialog('Delivery address').waitFor();
  return { reply: async () => (await said).reply };
};

test('an address is chosen, and another one is written', async () => {
  const chosen = await chooseAddress();
  await dialog('Delivery address').getByRole('button', { name: /Bao/ }).click();
  const { errMsg, userName, telNumber, cityName, detailInfo } = await chosen.reply();
  assert.deepEqual([errMsg, userName, telNumber, cityName, detailInfo], ['chooseAddress:ok', 'Bao', '13800000000', 'Port', 'Pier Road 7']);
  const written = await chooseAddress();
  await dialog('Delivery address').getByRole('button', { name: 'New address' }).click();
  // The focus is in the first field.
  await phone.page.keyboard.type('Ann');
  await dialog('Delivery address').getByLabel('City').fill('Delta');
  await dialog('Delivery address').getByRole('button', { name: 'Use' }).click();
  const other = await written.reply();
  assert.deepEqual([other.userName, other.cityName, other.detailInfo], ['Ann', 'Delta', '']);
  const none = await chooseAddress();
  await dialog('Delivery address').getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await none.reply()).errMsg, 'chooseAddress:fail cancel');
});

test('the microphone runs with a red sign until the page stops it', async () => {
  // It answers when the recording has ended.
  await phone.call('startRecord');
  await phone.page.locator('.recording time').getByText('0:01').waitFor();
  await phone.run('(wx.stopRecord(), 0)');
  const reply = await phone.reply();
  assert.equal(reply.errMsg, 'startRecord:ok');
  assert.match(reply.tempFilePath, /\.webm$/);
  await phone.page.locator('.recording').waitFor({ state: 'detached' });
});

test('a sound is heard here to its end, also when the page was told earlier', async () => {
  const { tempFilePath } = JSON.parse(await phone.run('window.replied'));
  await phone.page.evaluate(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
      const { currentTime } = this;
      window.heard = new Promise((resolve) => {
        this.addEventListener('ended', () => resolve({ began: currentTime, ended: this.currentTime, duration: this.duration }));
      });
      HTMLMediaElement.prototype.play = play;
      return play.call(this);
    };
  });
  await phone.call('playVoice', { filePath: tempFilePath });
  await phone.page.locator('.running').waitFor();
  assert.equal((await phone.reply()).errMsg, 'playVoice:ok');
  await phone.page.locator('.running').waitFor({ state: 'detached' });
  const { began, ended, duration } = await phone.page.evaluate(() => window.heard);
  assert.ok(ended > began && ended === duration, `from ${began} to ${ended} of ${duration}`);
});

test('a place is chosen on the map', async () => {
  await phone.call('chooseLocation');
  await dialog('Choose a place').waitFor();
  const map = phone.page.frameLocator('.place');
  await map.getByRole('radio', { name: /Pier 7/ }).click();
  await map.getByRole('button', { name: 'OK' }).click();
  const reply = await phone.reply();
  assert.deepEqual([reply.errMsg, reply.name], ['chooseLocation:ok', 'Pier 7']);
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
