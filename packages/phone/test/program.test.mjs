// What the mini program's own code does with files, pictures, sounds and the phone, for real.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { APP, open } from './phone.mjs';

let phone;
before(async () => {
  phone = await open({ toml: '[consent]\n"scope.writePhotosAlbum" = "allow"\n' });
  await phone.ask({ method: 'changeDevice', app: APP, key: 'source.loudspeaker', value: 'phone' });
});
after(async () => {
  await phone?.close();
});

/** Runs lines of the mini program's own, as the body of an async function; answers what it returns. */
const logic = async (body) => {
  const shown = await phone.ask({
    method: 'runInLogic',
    app: APP,
    script: `JSON.stringify(await (async () => { ${body} })())`,
  });
  return JSON.parse(JSON.parse(shown));
};

/** A sound of a tenth of a second and its tenths, in base64. */
const wav = (tenths) => {
  const samples = 800 * tenths;
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(16000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples * 2, 40);
  return bytes.toString('base64');
};

test('files are written, read, listed and removed', async () => {
  const seen = await logic(`
    const fs = wx.getFileSystemManager(), root = wx.env.USER_DATA_PATH;
    fs.mkdirSync(root + '/notes');
    fs.writeFileSync(root + '/notes/a.txt', '茶');
    fs.appendFileSync(root + '/notes/a.txt', new Uint8Array([33]).buffer);
    const read = await new Promise((success, fail) => fs.readFile({ filePath: root + '/notes/a.txt', encoding: 'utf8', success, fail }));
    const refused = await new Promise((done) => fs.writeFile({ filePath: '/app.json', data: '', complete: done }));
    return [read.data, fs.readdirSync(root), fs.statSync(root + '/notes').isDirectory(), refused.errMsg, fs.readFileSync('/app.json', 'utf8').includes('pages')];
  `);
  assert.deepEqual(seen, ['茶!', ['notes'], true, 'writeFile:fail permission denied, open /app.json', true]);
});

test('a picture of the package is looked at, made smaller, saved, and picked from the album', async () => {
  const seen = await logic(`
    const { width, height, type } = await wx.getImageInfo({ src: '/icons/home.png' });
    const { tempFilePath } = await wx.compressImage({ src: '/icons/home.png', compressedWidth: 20 });
    const smaller = await wx.getImageInfo({ src: tempFilePath });
    await wx.saveImageToPhotosAlbum({ filePath: tempFilePath });
    const chosen = await wx.chooseMedia({ count: 1, sourceType: ['album'], sizeType: ['original'] });
    const again = await wx.getImageInfo({ src: chosen.tempFiles[0].tempFilePath });
    return [width > 20 && width === height, type, smaller.width, again.width];
  `);
  assert.deepEqual(seen, [true, 'png', 20, 20]);
});

test('a sound of the mini program is heard in the phone and tells when it begins and ends', async () => {
  const heard = phone.page.locator('.running');
  const [seen] = await Promise.all([
    logic(`
      wx.getFileSystemManager().writeFileSync(wx.env.USER_DATA_PATH + '/a.wav', '${wav(8)}', 'base64');
      const audio = wx.createInnerAudioContext(), told = [];
      audio.onPlay(() => told.push('play', audio.duration));
      audio.onTimeUpdate(() => told.includes('time') || told.push('time'));
      const ended = new Promise((done) => (audio.onEnded(done), audio.onError(done)));
      audio.src = wx.env.USER_DATA_PATH + '/a.wav';
      audio.play();
      const error = await ended;
      return [...told, error?.errMsg ?? 'ended', audio.paused];
    `),
    heard.waitFor(),
  ]);
  assert.deepEqual(seen, ['play', 0.8, 'time', 'ended', true]);
  await heard.waitFor({ state: 'detached' });
});

test('a sound that is no sound is an error of its object', async () => {
  const said = await logic(`
    const audio = wx.createInnerAudioContext();
    const failed = new Promise((done) => audio.onError(done));
    audio.src = '/app.json';
    audio.play();
    return (await failed).errCode;
  `);
  assert.equal(said, 10001);
});

test('a network that is switched in the panels is heard by the mini program', async () => {
  await logic("globalThis.heard = new Promise((done) => wx.onNetworkStatusChange(done)); return 0");
  await phone.ask({ method: 'changeDevice', app: APP, key: 'device.network.type', value: '3g' });
  assert.deepEqual(await logic('return await heard'), { isConnected: true, networkType: '3g' });
});

test('what is copied is in the clipboard, and the phone says so', async () => {
  const copied = await logic("await wx.setClipboardData({ data: 'tea' }); return (await wx.getClipboardData()).data");
  assert.equal(copied, 'tea');
  await phone.page.locator('.app-toast-place').getByText('Copied').waitFor();
});

test('a number is called, and messages may be sent, when the person says so', async () => {
  const called = phone.sampan.event((event) => event.type === 'call' && event.name === 'makePhoneCall');
  await logic("wx.makePhoneCall({ phoneNumber: '10086' }).catch(() => {}); return 0");
  await phone.page.getByRole('alertdialog', { name: '10086' }).getByRole('button', { name: 'Call' }).click();
  assert.equal((await called).reply.errMsg, 'makePhoneCall:ok');
  const said = phone.sampan.event((event) => event.type === 'call' && event.name === 'requestSubscribeMessage');
  await logic("wx.requestSubscribeMessage({ tmplIds: ['order-sent'] }); return 0");
  await phone.page.getByRole('dialog').getByText('order-sent').waitFor();
  await phone.page.getByRole('dialog').getByRole('button', { name: 'Allow' }).click();
  assert.equal((await said).reply['order-sent'], 'accept');
  assert.deepEqual(phone.errors, []);
});
