// The protocol without a client in between: what breaks others, several at once, and how a session ends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { test } from 'node:test';

import automator from 'miniprogram-automator';

import { binary, dataFolder, program, socket, start, within } from './sampan.mjs';

test('nothing that a client sends harms it, or another client', async (t) => {
  const sampan = await start();
  t.after(() => sampan.stop());
  const [one, two] = [await socket(sampan.address), await socket(sampan.address)];
  for (const garbage of ['', '{', 'null', '[1]', '{"method":"Tool.getInfo"}', '{"id":null}', new Uint8Array([0, 255, 1])]) one.send(garbage);
  one.send(new TextEncoder().encode('{"id":"bytes","method":"Tool.getInfo"}'));
  const { result } = await one.frame('an answer to bytes', ({ id }) => id === 'bytes');
  assert.equal(result.SDKVersion, '3.4.3');
  for (const method of ['Nothing.at', 'nothing', 'Tool.nothing', 'App.nothing', 'Page.nothing', 'App.mocked2']) {
    assert.match((await one.call(method, { pageId: 1 })).error.message, /no method|is no method/, method);
  }
  for (const [method, params, message] of [
    ['Page.getData', {}, /wants a pageId/], ['Page.getData', { pageId: 'x' }, /wants a pageId/], ['Page.getData', { pageId: 99 }, /not open/],
    ['Element.tap', { pageId: 1, elementId: 'none' }, /not there any more/], ['Element.tap', { pageId: 1 }, /not there any more/],
    ['Page.getElement', { pageId: 1 }, /./], ['App.callWxMethod', {}, /not exists/], ['App.callFunction', {}, /./],
    ['Page.getWindowProperties', { pageId: 1 }, /./], ['App.mockWxMethod', { method: 'a', functionDeclaration: 'not a function (' }, /SyntaxError/],
  ]) assert.match((await one.call(method, params)).error?.message ?? 'no error', message, method);
  assert.deepEqual((await one.call('Tool.native', { method: 'makeCoffee', data: null })).result, {
    error: { message: 'can not find in protocol: makeCoffee' },
  });
  // One goes in the middle of a call that waits.
  one.call('App.callWxMethod', { method: 'showModal', args: [{ title: 'x' }] }).catch(() => {});
  one.close();
  await one.closed;
  assert.equal((await two.call('App.getCurrentPage')).result.path, 'pages/index/index');
  // Endless code ends, and the next call is answered.
  const endless = await two.call('App.callFunction', { functionDeclaration: '() => { for (;;); }', args: [] });
  assert.match(endless.error.message, /stopped: ran longer than/);
  assert.deepEqual((await two.call('App.callFunction', { functionDeclaration: '(a) => a', args: [1] })).result, { result: 1 });
  for (const frame of [...one.frames, ...two.frames]) {
    assert.ok(frame.id !== undefined || (typeof frame.method === 'string' && frame.method !== 'error' && frame.params), JSON.stringify(frame));
  }
});

test('several clients hear the same events', async (t) => {
  const sampan = await start();
  t.after(() => sampan.stop());
  const [one, two] = [await socket(sampan.address), await socket(sampan.address)];
  await one.call('App.addBinding', { name: 'hear' });
  await one.call('App.enableLog');
  await two.call('App.callFunction', { functionDeclaration: "() => { hear('both'); console.log('a line') }", args: [] });
  for (const client of [one, two]) await client.frame('a binding', ({ method, params }) => method === 'App.bindingCalled' && params.args[0] === 'both');
  await one.frame('a line', ({ method }) => method === 'App.logAdded');
  assert.equal(two.frames.some(({ method }) => method === 'App.logAdded'), false);
});

test("minium's own: touchcancel, and events in eventData", async (t) => {
  const sampan = await start();
  t.after(() => sampan.stop());
  const one = await socket(sampan.address);
  const { result: page } = await one.call('App.getCurrentPage');
  const { pageId } = page;
  let found;
  do found = await one.call('Page.getElement', { pageId, selector: '#top' }); while (found.error);
  const { elementId } = found.result;
  const told = async () => (await one.call('Page.getData', { pageId, path: 'told' })).result.data;
  await one.call('Element.touchstart', { pageId, elementId });
  assert.deepEqual((await one.call('Element.touchcancel', { pageId, elementId })).result, {});
  assert.equal((await told()).type, 'touchcancel');
  await one.call('Element.dispatchEvent', { pageId, elementId, eventData: { eventName: 'tap', detail: { x: 3 } } });
  const { type, detail } = await told();
  assert.deepEqual([type, detail], ['tap', { x: 3 }]);
});

test('a page of the browser cannot connect', async (t) => {
  const sampan = await start();
  t.after(() => sampan.stop());
  const answer = await fetch(sampan.address.replace('ws:', 'http:'), { headers: { origin: 'https://evil.example' } });
  assert.equal(answer.status, 403);
});

test('a client closes it: the answer comes, then the end, and nothing is on standard error', async () => {
  const sampan = await start();
  const one = await socket(sampan.address);
  assert.deepEqual((await one.call('App.exit')).result, {});
  assert.equal((await one.call('App.getPageStack')).result.pageStack.length, 1);
  assert.deepEqual((await one.call('Tool.close')).result, {});
  await within(5000, 'the end of the socket', one.closed);
  assert.deepEqual(await sampan.ended(), [0, '']);
});

test('a client that has ended the program and goes ends the session', async () => {
  const sampan = await start();
  const one = await socket(sampan.address);
  await one.call('App.exit');
  one.close();
  assert.deepEqual(await sampan.ended(), [0, '']);
});

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

test('launch() starts it, and close() ends it', async (t) => {
  const data = await dataFolder();
  t.after(() => rm(data, { recursive: true, force: true }));
  const client = await automator.launch({
    cliPath: binary, projectPath: program, port: await freePort(), account: 'o-1', trustProject: true, timeout: 60_000,
    args: ['--headless', '--data-dir', data],
  });
  assert.equal((await client.currentPage()).path, 'pages/index/index');
  await client.close();
});

test('the older form of the command line works, and says nothing on standard error', async (t) => {
  const data = await dataFolder();
  t.after(() => rm(data, { recursive: true, force: true }));
  const port = await freePort();
  const child = spawn(binary, ['--auto', program, '--auto-port', String(port), '--ticket', 't', '--headless', '--data-dir', data]);
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const ended = once(child, 'exit');
  const shown = new Promise((done) => child.stdout.on('data', (text) => String(text).includes('launched') && done()));
  await within(60_000, 'the program', shown);
  const one = await socket(`ws://127.0.0.1:${port}/`);
  await one.call('Tool.close');
  assert.deepEqual((await within(15_000, 'the end', ended))[0], 0);
  assert.equal(errors, '');
});
