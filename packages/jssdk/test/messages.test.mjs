// What goes over the bridge: names, arguments and defaults are those of TCMPP's own SDK.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { host, load } from './fake.mjs';

/** The call, its options, and what must be sent; the bridge name is the call's own. */
const ROOT = [
  ['navigateToMiniProgram', { appId: 'mp1', path: 'a', extraData: { x: 1 }, envVersion: 'trial', shortLink: 'no' },
    { appId: 'mp1', path: 'a', extraData: { x: 1 }, envVersion: 'trial' }],
  ['navigateBackMiniProgram', { extraData: { a: 1 } }, { extraData: { a: 1 } }],
  ['navigateBackMiniProgram', {}, {}],
  ['exitMiniProgram', undefined, {}],
  ['setNavigationBarTitle', { title: 'T' }, { title: 'T' }],
  ['getStorage', { key: 'k' }, { key: 'k' }],
  ['setStorage', { key: 'k', data: 0, encrypt: true }, { key: 'k', data: 0 }],
  ['setStorage', { key: 'k', data: null }, { key: 'k', data: null }],
  ['removeStorage', { key: 'k' }, { key: 'k' }],
  ['clearStorage', undefined, {}],
  ['getStorageInfo', undefined, {}],
  ['chooseImage', {}, { count: 9, sizeType: ['original', 'compressed'], sourceType: ['album', 'camera'] }],
  ['chooseImage', { count: 0, sizeType: ['original'], sourceType: ['album'] }, { count: 9, sizeType: ['original'], sourceType: ['album'] }],
  ['previewImage', { current: 'a', urls: ['a'] }, { current: 'a', urls: ['a'] }],
  ['getLocalImgData', { filePath: 'p', file: 'f' }, { file: 'f', filePath: 'p' }],
  ['startRecord', undefined, {}],
  ['stopRecord', undefined, {}],
  ['playVoice', { filePath: 'p', duration: 5 }, { filePath: 'p', duration: 5 }],
  ['pauseVoice', undefined, {}],
  ['stopVoice', undefined, {}],
  ['getLocation', undefined, { type: 'wgs84' }],
  ['getLocation', { type: 'gcj02', altitude: true }, { type: 'gcj02' }],
  ['openLocation', { latitude: 1, longitude: 2 }, { latitude: 1, longitude: 2, name: '', address: '', scale: 28, infoUrl: '' }],
  ['openLocation', { latitude: 1, longitude: 2, scale: 0, name: 'n' },
    { latitude: 1, longitude: 2, name: 'n', address: '', scale: 28, infoUrl: '' }],
  ['chooseLocation', { latitude: 1, longitude: 2 }, { latitude: 1, longitude: 2 }],
  ['openDocument', { filePath: 'p', fileType: 'pdf', showMenu: true }, { filePath: 'p', fileType: 'pdf' }],
  ['scanCode', { onlyFromCamera: true, scanType: ['qrCode'] }, { onlyFromCamera: true, scanType: ['qrCode'] }],
  ['getNetworkType', undefined, {}],
  ['canGoBack', undefined, {}],
  ['checkJsApi', { jsApiList: ['chooseImage'] }, { jsApiList: ['chooseImage'] }],
  ['invokeNativePlugin', { api_name: 'n', data: { a: 1 }, sync: false }, { api_name: 'n', data: { a: 1 }, sync: false }],
  ['login', { timeout: 5 }, {}],
  ['checkSession', undefined, {}],
  ['getPhoneNumber', undefined, {}],
  ['getEmailAddress', undefined, {}],
  ['chooseAvatar', undefined, {}],
  ['getNickname', undefined, {}],
  ['hideNicknameAccessory', undefined, {}],
  ['showAppMenu', undefined, {}],
  ['requestPayment', { package: 'prepay_id=abc', nonceStr: 'n', paySign: 's', signType: 'RSA', timeStamp: '1' },
    { prepayId: 'abc', nonceStr: 'n', paySign: 's', signType: 'RSA', timeStamp: '1' }],
  ['requestPayment', { package: 'x_prepay_id=abc' }, { prepayId: 'x_prepay_id=abc' }],
];

const SILENT = [
  ['navigateTo', { url: '/a?b=1', events: {} }, { url: '/a?b=1' }],
  ['redirectTo', { url: '/a' }, { url: '/a' }],
  ['switchTab', { url: '/a' }, { url: '/a' }],
  ['reLaunch', { url: '/a' }, { url: '/a' }],
  ['navigateBack', undefined, { delta: 1 }],
  ['navigateBack', { delta: 0 }, { delta: 1 }],
  ['navigateBack', { delta: -2 }, { delta: -2 }],
  ['navigateBackMiniProgram', undefined, { extraData: {} }],
  ['navigateBackMiniProgram', { extraData: { a: 1 } }, { extraData: { a: 1 } }],
  ['postMessage', { data: { name: 'TCMPP' } }, { name: 'TCMPP' }],
  ['postMessage', { data: 'text' }, 'text'],
  ...[0, false, '', null].map((data) => ['postMessage', { data }, {}]),
  ['sendWebviewEvent', { data: { message: 'Hi' } }, { data: { message: 'Hi' } }],
  ['sendWebviewEvent', 'text', 'text'],
  ['sendWebviewEvent', undefined, undefined],
];

for (const [name, options, sent] of ROOT) {
  test(`wx.${name}(${JSON.stringify(options) ?? ''})`, async () => {
    const bridge = host({ [name]: { errMsg: `${name}:ok` } });
    const wx = await load();
    await wx[name](options);
    assert.deepEqual(bridge.calls, [[name, sent]]);
  });
}

for (const [name, options, arg] of SILENT) {
  test(`wx.miniProgram.${name}(${JSON.stringify(options) ?? ''})`, async () => {
    const bridge = host();
    const wx = await load();
    assert.equal(wx.miniProgram[name](options), undefined);
    assert.deepEqual(bridge.calls, [['invokeMiniProgramAPI', arg === undefined ? { name } : { name, arg }]]);
  });
}

test('every function of the SDK has its message in this list', async () => {
  host();
  const wx = await load();
  const { miniProgram, ...root } = wx;
  assert.deepEqual(new Set(Object.keys(root)), new Set(ROOT.map(([name]) => name)));
  const local = ['getEnv', 'onWebviewEvent', 'offWebviewEvent'];
  assert.deepEqual(new Set(Object.keys(miniProgram)), new Set([...SILENT.map(([name]) => name), ...local]));
});
