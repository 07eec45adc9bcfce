// What comes back: which callback fires, what the promise does, and what is mended.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { host, load, reported } from './fake.mjs';

/** The host's reply to `x`, the callback that fires, and the `errMsg` it gets. */
const STATUS = [
  [{ errMsg: 'x:ok' }, 'success', 'x:ok'],
  [{ errMsg: 'ok' }, 'success', 'ok'],
  [{}, 'success', 'getStorage:ok'],
  [{ errMsg: 'x:cancel' }, 'cancel', 'x:cancel'],
  [{ errMsg: 'x:fail cancel' }, 'fail', 'x:fail cancel'],
  [{ errMsg: 'x:fail data not found' }, 'fail', 'x:fail data not found'],
  [{ errMsg: 'x:ok ' }, 'fail', 'x:ok '],
  [{ errMsg: 'a:b:ok' }, 'fail', 'a:b:ok'],
  [{ err_msg: 'x:confirm' }, 'success', 'getStorage:ok'],
  [{ err_msg: 'x:failed' }, 'fail', 'getStorage:fail'],
  [{ err_msg: 'x:' }, 'fail', 'getStorage:fail'],
  [{ err_msg: 'y:fail_auth_deny' }, 'fail', 'getStorage:auth deny'],
  [{ err_msg: 'x:fail_cancel' }, 'cancel', 'getStorage:cancel'],
  [{ err_msg: 'system:access_denied' }, 'fail', 'getStorage:permission denied'],
  [{ err_msg: 'x:no permission to execute' }, 'fail', 'getStorage:permission denied'],
  ['text', 'fail', 'getStorage:fail the host did not answer an object'],
  [null, 'fail', 'getStorage:fail the host did not answer an object'],
];

for (const [reply, expected, errMsg] of STATUS) {
  test(`${JSON.stringify(reply)} is ${expected}`, async () => {
    host({ getStorage: reply });
    const wx = await load();
    const heard = [];
    const hear = (callback) => (got) => heard.push([callback, got.errMsg]);
    const options = Object.fromEntries(['success', 'fail', 'cancel', 'complete'].map((name) => [name, hear(name)]));
    assert.equal(wx.getStorage({ key: 'k', ...options }), undefined);
    assert.deepEqual(heard, [[expected, errMsg], ['complete', errMsg]]);
  });
}

test('without callbacks a call is a promise of the reply', async () => {
  host({ getStorage: { data: [1], errMsg: 'getStorage:ok', err_code: 5 } });
  const wx = await load();
  assert.deepEqual(await wx.getStorage({ key: 'k' }), { data: [1], errMsg: 'getStorage:ok' });
});

test('the promise of a failed call rejects with the reply', async () => {
  host({ getStorage: { errMsg: 'getStorage:fail data not found', errno: 7 } });
  const wx = await load();
  await assert.rejects(wx.getStorage({ key: 'k' }), { errMsg: 'getStorage:fail data not found', errno: 7 });
});

test('arguments that are no JSON fail the call', async () => {
  host({ setStorage: { errMsg: 'setStorage:ok' } });
  const wx = await load();
  const cyclic = {};
  cyclic.self = cyclic;
  await assert.rejects(wx.setStorage({ key: 'k', data: cyclic }), (error) => /^setStorage:fail .*circular/s.test(error.errMsg));
});

test('a callback that throws does not keep complete from being called', async () => {
  host({ canGoBack: { canGoBack: true, errMsg: 'canGoBack:ok' } });
  const wx = await load();
  let completed = 0;
  const success = () => {
    throw new Error('in the page');
  };
  const errors = reported(() => wx.canGoBack({ success, complete: () => (completed += 1) }));
  assert.deepEqual([errors, completed], [['in the page'], 1]);
});

test('an older chooseImage reply gets its tempFiles', async () => {
  host({ chooseImage: { tempFilePaths: ['a', '', 'c'], tempFileSizes: [1, 2, 3], errMsg: 'chooseImage:ok' } });
  const wx = await load();
  const { tempFiles, tempFileSizes } = await wx.chooseImage();
  assert.deepEqual(tempFiles, [{ path: 'a', size: 1 }, { path: 'c', size: 3 }]);
  assert.equal(tempFileSizes, undefined);
});

test('an older getNetworkType reply gets its networkType', async () => {
  host({ getNetworkType: { errMsg: 'getNetworkType:wifi' } });
  const wx = await load();
  assert.deepEqual(await wx.getNetworkType(), { networkType: 'wifi', errMsg: 'getNetworkType:ok' });
});

test('getLocation does not repeat the datum', async () => {
  host({ getLocation: { type: 'wgs84', latitude: 1, errMsg: 'getLocation:ok' } });
  const wx = await load();
  assert.deepEqual(await wx.getLocation(), { latitude: 1, errMsg: 'getLocation:ok' });
});
