// The page around the calls: a late bridge, the environment, events, the script.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { host, load, page, reported, runScript } from './fake.mjs';

test('calls made before the bridge wait, in order, and are made once', async () => {
  const document = page();
  const wx = await load();
  const first = wx.getStorage({ key: 'a' });
  wx.miniProgram.postMessage({ data: 1 });
  document.dispatchEvent(new Event('WeixinJSBridgeReady')); // too early: there is no bridge yet
  const bridge = host({ getStorage: { errMsg: 'getStorage:ok' } });
  assert.deepEqual(bridge.calls, []);
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
  await first;
  assert.deepEqual(bridge.calls.map(([name]) => name), ['getStorage', 'invokeMiniProgramAPI']);
});

test('a bridge that comes without its event is used by the next call, after those that wait', async () => {
  page();
  const wx = await load();
  wx.miniProgram.postMessage({ data: 'first' });
  const bridge = host();
  wx.miniProgram.postMessage({ data: 'second' });
  assert.deepEqual(bridge.calls.map(([, { arg }]) => arg), ['first', 'second']);
});

test('getEnv answers by callback and by promise and sends nothing', async () => {
  const bridge = host();
  const wx = await load();
  assert.deepEqual(await wx.miniProgram.getEnv(), { miniprogram: true });
  assert.deepEqual(await new Promise((resolve) => wx.miniProgram.getEnv(resolve)), { miniprogram: true });
  assert.deepEqual(bridge.calls, []);
});

test('getEnv says no in a page that never gets a bridge', async (context) => {
  page();
  const wx = await load();
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const answer = wx.miniProgram.getEnv();
  context.mock.timers.tick(3000);
  assert.deepEqual(await answer, { miniprogram: false });
});

test('events reach each listener once, in order, and one that throws stops nobody', async () => {
  const bridge = host();
  const wx = await load();
  const heard = [];
  const first = (event) => heard.push(['first', event.message]);
  const broken = () => {
    throw new Error('broken');
  };
  const last = (event) => heard.push(['last', event.message]);
  for (const listener of [first, first, broken, last]) wx.miniProgram.onWebviewEvent(listener);
  const errors = reported(() => bridge.emit('webviewEvent', { data: { message: 'Hi' } }));
  assert.deepEqual(heard, [['first', 'Hi'], ['last', 'Hi']]);
  assert.deepEqual(errors, ['broken']);
  assert.equal(bridge.handlers.webviewEvent.length, 1);
});

test('offWebviewEvent removes that listener and no other', async () => {
  const bridge = host();
  const wx = await load();
  const heard = [];
  const one = () => heard.push('one');
  const two = () => heard.push('two');
  wx.miniProgram.onWebviewEvent(one);
  wx.miniProgram.onWebviewEvent(two);
  wx.miniProgram.offWebviewEvent();
  wx.miniProgram.offWebviewEvent(one);
  bridge.emit('webviewEvent', { data: {} });
  bridge.emit('webviewEvent', undefined);
  assert.deepEqual(heard, ['two', 'two']);
});

test('the script sets wx and nothing else, and gives way to another SDK', () => {
  assert.deepEqual(Object.keys(runScript()), ['wx']);
  const other = { other: true };
  assert.equal(runScript({ wx: other }).wx, other);
});
