// The panels beside the phone, in a real browser on a real Sampan: what is seen, what can be changed, what is pushed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { open } from './phone.mjs';

const app = fileURLToPath(new URL('./panels-app', import.meta.url));
const APP = 'mppaneltest00001';
const TOML = `
[device]
preset = "iphone-15"
[device.location]
latitude = 31.2304
longitude = 121.4737
[consent]
"scope.userLocation" = "allow"
`;

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
};

let phone;
let page;
let cdp;
before(async () => {
  cdp = await freePort();
  phone = await open({ args: [app, '--cdp-port', String(cdp)], toml: TOML, context: { viewport: { width: 1360, height: 900 } } });
  page = phone.page;
});
after(async () => {
  await phone?.close();
});

const PAGE_TOP = '() => state.pages.length === 1 && !state.pages[0].loading';

beforeEach(async () => {
  // Back to the first page, with nothing chosen.
  await phone.ask({ method: 'runInLogic', app: APP, script: "if (getCurrentPages().length > 1) wx.reLaunch({ url: '/pages/index/index' })" });
  await page.evaluate((text) => window.sampanTest.until(`(${text})()`), PAGE_TOP);
});

/** Shows a panel by its tab, with the address's other parts gone. */
const show = async (id, more = '') => {
  await page.evaluate((hash) => { location.hash = hash; }, `panel=${id}${more ? `&${more}` : ''}`);
  await page.locator(`#panel-${id}`).waitFor();
};
const panel = () => page.getByRole('tabpanel');
const row = (text) => panel().getByRole('option').filter({ hasText: text });
const details = () => panel().locator('.split-second');
const parameter = (name) => page.evaluate((name) => new URLSearchParams(location.hash.slice(1)).get(name), name);
const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
const inPage = async (script) => phone.ask({ method: 'runInPage', page: (await phone.top()).page, script });
const inLogic = (script) => phone.ask({ method: 'runInLogic', app: APP, script });
const invoke = (name, args = {}) =>
  inPage(`await new Promise((done) => WeixinJSBridge.invoke(${JSON.stringify(name)}, ${JSON.stringify(args)}, (reply) => done(JSON.stringify(reply))))`);
/** Waits until an expression is true in the H5 page. */
const pageUntil = (expression) =>
  inPage(`await new Promise((done) => { const look = () => (${expression}) ? done(true) : setTimeout(look, 20); look(); })`);
const settings = (is) => page.evaluate((text) => window.sampanTest.until(text), is);

test('a call is on the bridge timeline at once, with its caller, arguments, reply and page stack', async () => {
  await show('bridge');
  await invoke('setStorage', { key: 'cart', data: { tea: 3 } });
  await row('setStorage').last().click();
  await details().getByRole('heading', { name: 'setStorage' }).waitFor();
  await details().getByRole('tree', { name: 'Arguments' }).getByText('tea').waitFor();
  await details().getByText('"setStorage:ok"').waitFor();
  await details().getByText('pages/index/index').waitFor();
  assert.match(await parameter('bridge.row'), /^\d+$/);
});

test('the timeline is filtered by text, by caller and by failure, and the address says so', async () => {
  await show('bridge');
  await invoke('getStorage', { key: 'nobody-has-this' });
  await inLogic("wx.setStorageSync('from-logic', 1)");
  await row('from-logic').first().waitFor();
  await panel().getByRole('searchbox').fill('nobody-has');
  await row('getStorage').first().waitFor();
  assert.equal(await row('setStorage').count(), 0);
  assert.equal(await parameter('bridge.filter'), 'nobody-has');
  await panel().getByRole('searchbox').fill('');
  await panel().getByRole('button', { name: 'Failed' }).click();
  await row('fail data not found').first().waitFor();
  assert.equal(await row('from-logic').count(), 0);
  await panel().getByRole('button', { name: 'Failed' }).click();
  await panel().getByRole('button', { name: 'Mini program' }).click();
  await row('from-logic').first().waitFor();
  assert.equal(await panel().getByRole('option').filter({ has: page.locator('.caller.h5') }).count(), 0);
});

test('the keyboard walks the timeline, and Escape closes the details', async () => {
  await show('bridge');
  await invoke('getStorage', { key: 'one' });
  await invoke('getStorage', { key: 'two' });
  await row('two').first().waitFor();
  await panel().getByRole('listbox').focus();
  await page.keyboard.press('End');
  await details().getByText('"two"').waitFor();
  await page.keyboard.press('ArrowUp');
  await details().getByText('"one"').waitFor();
  const active = await panel().getByRole('listbox').getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  await details().waitFor({ state: 'detached' });
});

test('a call is made again, by the caller that made it', async () => {
  await show('bridge', 'bridge.filter=again-key');
  await invoke('setStorage', { key: 'again-key', data: 1 });
  await row('setStorage').click();
  await details().getByRole('button', { name: 'Call again' }).click();
  await row('setStorage').nth(1).waitFor();
  await details().getByRole('button', { name: 'Copy arguments' }).click();
  await details().getByText('Copied').waitFor();
  assert.deepEqual(JSON.parse(await clipboard()), { key: 'again-key', data: 1 });
});

test('a call copied as a test runs and passes against the same page, and fails on another reply', async () => {
  await show('bridge', 'bridge.filter=tested-key');
  await invoke('setStorage', { key: 'tested-key', data: ['a', { b: 1 }] });
  await invoke('getStorage', { key: 'tested-key' });
  await row('getStorage').click();
  await details().getByRole('button', { name: 'Copy as a test' }).click();
  await details().getByText('Copied').waitFor();
  const snippet = await clipboard();
  const folder = await mkdtemp(path.join(tmpdir(), 'sampan-copied-'));
  try {
    assert.equal(await runCopied(folder, snippet), 0, snippet);
    await invoke('setStorage', { key: 'tested-key', data: 'other' });
    assert.notEqual(await runCopied(folder, snippet), 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Runs it with the names of `@playwright/test` on top of `playwright-core` and Node's runner; answers the exit code. */
const runCopied = async (folder, snippet) => {
  const runner = path.join(folder, 'node_modules/@playwright/test');
  await mkdir(runner, { recursive: true });
  const playwright = pathToFileURL(createRequire(import.meta.url).resolve('playwright-core')).href;
  await writeFile(path.join(runner, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  await writeFile(path.join(runner, 'index.js'), `
    import assert from 'node:assert/strict';
    import playwright from '${playwright}';
    export const { chromium } = playwright;
    export { test } from 'node:test';
    export const expect = (actual) => ({ toEqual: (expected) => assert.deepEqual(actual, expected) });
  `);
  await writeFile(path.join(folder, 'copied.test.mjs'), snippet);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--test', '--test-force-exit', path.join(folder, 'copied.test.mjs')], {
    cwd: folder, env: { ...env, SAMPAN_CDP: `http://127.0.0.1:${cdp}` }, stdio: 'ignore', timeout: 60_000,
  });
  const [code] = await once(child, 'exit');
  return code;
};

test('a message waits in its page’s queue, and what delivers it is said', async () => {
  await show('messages');
  await inLogic("wx.navigateTo({ url: '/pages/quiet/quiet' })");
  // Before the title is the document's there is none to run anything in.
  await settings("state.pages.length === 2 && state.pages[1].title === 'Panels' && !state.pages[1].loading");
  await inPage("void WeixinJSBridge.invoke('invokeMiniProgramAPI', { name: 'postMessage', arg: { data: { lost: 1 } } }, () => {})");
  const queue = panel().locator('.queue').filter({ hasText: 'pages/quiet/quiet' });
  await queue.getByText('1 message waits').waitFor();
  await queue.getByText('Delivered by').waitFor();
  await queue.getByRole('button', { name: 'Back' }).click();
  await row('lost').filter({ hasText: 'the web-view has no bindmessage' }).first().waitFor();
  await settings('state.pages.length === 1');
  await inPage("void WeixinJSBridge.invoke('invokeMiniProgramAPI', { name: 'postMessage', arg: { data: { shared: 1 } } }, () => {})");
  await panel().locator('.queue').getByRole('button', { name: 'Share' }).click();
  await row('shared').filter({ hasText: 'delivered' }).first().waitFor();
  await panel().getByText('nothing waits').first().waitFor();
});

test('an event is sent by hand, either way', async () => {
  await show('messages');
  await panel().getByLabel('Data of the event, as JSON').fill('{ "to": "page" }');
  await panel().getByRole('button', { name: 'Send event' }).click();
  await pageUntil('JSON.stringify(window.heard).includes("page")');
  await row('mp → H5').filter({ hasText: 'to: "page"' }).first().waitFor();
  await panel().getByRole('button', { name: 'H5 to mini program' }).click();
  await panel().getByLabel('Data of the event, as JSON').fill('{ "to": "mp" }');
  await panel().getByRole('button', { name: 'Send event' }).click();
  await row('H5 → mp').filter({ hasText: 'to: "mp"' }).filter({ hasText: 'delivered' }).first().waitFor();
  await panel().getByLabel('Data of the event, as JSON').fill('{ no');
  await panel().getByRole('button', { name: 'Send event' }).click();
  await panel().getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
});

test('the page stack shows each page, its history, and what back will do', async () => {
  await show('pages');
  const cards = panel().locator('.page-card');
  await cards.first().getByText('There is no back').waitFor();
  assert.equal(await cards.count(), 1);
  await inLogic("wx.navigateTo({ url: '/pages/quiet/quiet?a=1' })");
  await settings('state.pages.length === 2 && !state.pages[1].loading && state.pages[1].history.length > 0');
  await cards.first().getByText('pages/quiet/quiet').first().waitFor();
  await cards.first().getByText('?a=1', { exact: true }).waitFor();
  await cards.first().getByText('The page is closed; under it is pages/index/index').waitFor();
  await inPage("void history.pushState(1, '', '#further')");
  await cards.first().getByText('The web page goes back in its own history').waitFor();
  assert.match(await cards.first().locator('[aria-current]').textContent(), /#further$/);
  await cards.first().getByRole('button', { name: 'Go back' }).click();
  await cards.first().getByText('The page is closed').waitFor();
  await row('navigateTo').last().waitFor();
});

test('the storage is live, and is changed, added to and cleared', async () => {
  await inLogic('wx.clearStorageSync()');
  await show('storage');
  await panel().getByText('The storage is empty').waitFor();
  await invoke('setStorage', { key: 'live', data: [1, 2] });
  await row('live').click();
  const value = details().getByLabel('Value', { exact: true });
  await value.fill('{ "new": true }');
  await details().getByRole('button', { name: 'Save' }).click();
  await row('{new: true}').waitFor();
  assert.match(await invoke('getStorage', { key: 'live' }), /\\?"new\\?":true/);
  await value.fill('{ no');
  await details().getByRole('button', { name: 'Save' }).click();
  await details().getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
  await panel().getByRole('button', { name: 'Add' }).click();
  await details().getByLabel('Key').fill('added');
  await value.fill('plain text');
  await value.press('Control+Enter');
  await row('"plain text"').waitFor();
  await details().getByRole('button', { name: 'Remove' }).click();
  await row('added').waitFor({ state: 'detached' });
  await panel().getByRole('button', { name: 'Clear' }).click();
  await panel().getByRole('button', { name: 'Remove all?' }).click();
  await panel().getByText('The storage is empty').waitFor();
});

test('the data of a page is pushed, and an edit is a setData', async () => {
  await show('data');
  const tree = panel().getByRole('tree');
  const count = tree.getByRole('treeitem').filter({ hasText: /^count: / });
  await count.filter({ hasText: 'count: 1' }).waitFor();
  await inLogic('getCurrentPages()[0].setData({ count: 7 })');
  await count.filter({ hasText: 'count: 7' }).waitFor();
  await count.dblclick();
  const editor = panel().getByLabel('Value of count, as JSON');
  await editor.fill('42');
  await editor.press('Enter');
  await count.filter({ hasText: 'count: 42' }).waitFor();
  assert.match(String(await inLogic('getCurrentPages()[0].data.count')), /42/);
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await panel().locator('.tree-editor input').waitFor();
  await page.keyboard.press('Escape');
  await inLogic('getCurrentPages()[0].setData({ count: 1 })');
});

test('the console has the lines of both, and runs lines in both', async () => {
  await show('console');
  await inPage("console.warn('careful\\nin two lines')");
  await row('careful').first().waitFor();
  await inLogic("console.log('from the mini program')");
  await row('from the mini program').first().waitFor();
  await inLogic('wx.nothingLikeIt');
  await row('wx.nothingLikeIt is not there; pages/index/index looked for it').first().waitFor();
  await panel().getByRole('button', { name: 'Errors' }).click();
  assert.equal(await row('careful').count(), 0);
  await panel().getByRole('group', { name: 'Level' }).getByRole('button', { name: 'All' }).click();
  const line = panel().getByLabel('Run in the page');
  await line.fill('6 * 7');
  await line.press('Enter');
  await row('42').first().waitFor();
  await line.fill('nobody.knows');
  await line.press('Enter');
  await row('nobody is not defined').first().waitFor();
  await line.press('ArrowUp');
  assert.equal(await line.inputValue(), 'nobody.knows');
  await line.press('ArrowUp');
  assert.equal(await line.inputValue(), '6 * 7');
  await line.press('ArrowDown');
  await line.press('ArrowDown');
  assert.equal(await line.inputValue(), '');
  const logic = panel().getByLabel('Run in the mini program');
  await logic.fill('getCurrentPages()[0].route');
  await logic.press('Enter');
  await row('pages/index/index').first().waitFor();
});

test('a request of the page is in the list with its status, size and headers', async () => {
  await show('network');
  await inPage("await fetch('index.js?asked').then((answer) => answer.text())");
  await row('index.js?asked').first().click();
  await details().getByRole('heading', { name: 'GET 200' }).waitFor();
  await details().getByText('content-type', { exact: false }).first().waitFor();
  await inPage("await fetch('nothing-is-here').then((answer) => answer.text())");
  await panel().getByRole('button', { name: 'Failed' }).click();
  await row('nothing-is-here').first().waitFor();
  assert.equal(await row('index.js?asked').count(), 0);
});

test('a request of the mini program is in the list with its page, its bodies and its failure', async () => {
  const server = createHttp((request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ tea: request.url }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    await show('network');
    await inLogic(`wx.request({ url: '${origin}/green', method: 'POST', data: { cups: 2 } })`);
    await row('green').first().click();
    await details().getByRole('heading', { name: 'POST 200' }).waitFor();
    await details().getByText('wx.request', { exact: true }).waitFor();
    await details().getByText('pages/index/index').waitFor();
    await details().getByText('"tea": "/green"').waitFor();
    await details().getByText('"cups": 2').waitFor();
    await panel().getByRole('button', { name: 'Page' }).click();
    await row('green').first().waitFor({ state: 'detached' });
    await panel().getByRole('button', { name: 'wx.request' }).click();
    await row('green').first().waitFor();
    await inLogic("wx.request({ url: 'http://127.0.0.1:1/nobody' })");
    await row('nobody').first().click();
    await details().getByText('ERR_CONNECTION_REFUSED').waitFor();
  } finally {
    server.close();
  }
});

test('a socket of the mini program is in the list with its messages and its end', async () => {
  await show('network');
  const server = createServer((socket) => socket.once('data', (head) => {
    const key = /sec-websocket-key: (.*)\r\n/i.exec(String(head))[1];
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    // A text, then bytes, then the end with code 4001.
    socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello'), 0x82, 2, 0, 255, 0x88, 2, 0x0f, 0xa1]));
  })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await inLogic(`wx.connectSocket({ url: 'ws://127.0.0.1:${server.address().port}/room' })`);
    await row('room').first().click();
    await details().getByRole('heading', { name: 'GET 101' }).waitFor();
    const frames = details().locator('.frames tr');
    await frames.filter({ hasText: 'hello' }).waitFor();
    await frames.filter({ hasText: 'binary' }).waitFor();
    await frames.filter({ hasText: 'closed' }).filter({ hasText: '4001' }).waitFor();
  } finally {
    server.close();
  }
});

test('what the ring of events has dropped is said', async () => {
  await show('console');
  await inLogic("for (let i = 0; i < 10100; i++) console.log('line', i)");
  await panel().locator('.dropped').filter({ hasText: 'older dropped' }).waitFor();
  await panel().getByRole('button', { name: 'Clear' }).click();
  await panel().locator('.dropped').waitFor({ state: 'detached' });
});

test('the device file is changed while the page runs, and a wrong value is said at its field', async () => {
  await show('device');
  await panel().getByLabel('Theme').selectOption('dark');
  await pageUntil("matchMedia('(prefers-color-scheme: dark)').matches");
  const language = panel().getByLabel('Language');
  await language.fill('zh_CN');
  await language.press('Enter');
  await panel().locator('.field').filter({ has: page.getByLabel('Language') }).getByRole('alert').filter({ hasText: 'is not a language tag' }).waitFor();
  await language.fill('zh-TW');
  await language.press('Enter');
  await settings("state.device.settings.device.language === 'zh-TW'");
  await panel().getByRole('group', { name: 'Type' }).getByRole('button', { name: 'none' }).click();
  await pageUntil('!navigator.onLine');
  await panel().getByRole('group', { name: 'Type' }).getByRole('button', { name: 'Wi-Fi' }).click();
  await pageUntil('navigator.onLine');
  await panel().getByRole('group', { name: 'Camera: who answers' }).getByRole('button', { name: 'This phone' }).click();
  await settings("state.device.sources.camera === 'phone'");
  await panel().getByRole('group', { name: 'Camera: who answers' }).getByRole('button', { name: 'Device file' }).click();
  await panel().getByLabel('Theme').selectOption('');
  await language.fill('');
  await language.press('Enter');
});

test('the network goes for five seconds and comes back as what it was', async () => {
  await show('device');
  await panel().getByRole('button', { name: 'Offline for 5 s' }).click();
  await pageUntil('!navigator.onLine');
  await panel().getByText('interrupted on purpose').waitFor();
  await pageUntil('navigator.onLine');
  await settings("state.device.network === 'wifi'");
});

test('the phone is where the marker is let go, where the numbers say, and where the track leads', async () => {
  await show('device');
  const latitude = panel().getByLabel('Latitude (WGS-84)');
  await latitude.fill('22.5');
  await latitude.press('Enter');
  await settings('state.device.position.latitude === 22.5');
  await latitude.fill('95');
  await latitude.press('Enter');
  await panel().getByRole('alert').filter({ hasText: '95 is not between -90 and 90' }).waitFor();
  const frame = page.frames().find((each) => each.url().includes('/viewer/'));
  await frame.evaluate(() => parent.postMessage({ viewer: 'position', latitude: 22.6, longitude: 114.1 }, location.origin));
  await settings('state.device.position.latitude === 22.6 && state.device.position.longitude === 114.1');
  const gpx = '<gpx><trk><trkseg><trkpt lat="22.7" lon="114.2"/><trkpt lat="22.8" lon="114.2"/></trkseg></trk></gpx>';
  const file = panel().getByLabel('Play a GPX file');
  await file.setInputFiles({ name: 'wrong.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from('no xml') });
  await panel().getByRole('alert').filter({ hasText: 'This is not a GPX file' }).waitFor();
  await file.setInputFiles({ name: 'walk.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(gpx) });
  await panel().locator('.player select').selectOption('60');
  await panel().getByRole('button', { name: 'Play', exact: true }).click();
  await settings('state.device.position.latitude > 22.7 && state.device.position.latitude < 22.8 && state.device.position.longitude === 114.2');
  await panel().getByRole('button', { name: 'Pause' }).click();
});

test('a scope is stated, and the next call meets it', async () => {
  await show('consent');
  const said = panel().getByRole('group', { name: 'scope.userLocation: what the user has said' });
  await said.getByRole('button', { name: 'denied' }).click();
  await settings("state.scopes['scope.userLocation'] === false");
  assert.match(await invoke('getLocation', { type: 'wgs84' }), /fail auth deny/);
  await said.getByRole('button', { name: 'granted' }).click();
  await settings("state.scopes['scope.userLocation'] === true");
  assert.match(await invoke('getLocation', { type: 'wgs84' }), /getLocation:ok/);
  await said.getByRole('button', { name: 'not asked' }).click();
  await settings("state.scopes['scope.userLocation'] === undefined");
  await panel().getByLabel('scope.userLocation: what the device file says').selectOption('deny');
  await settings("state.device.settings.consent['scope.userLocation'] === 'deny'");
  assert.match(await invoke('getLocation', { type: 'wgs84' }), /fail auth deny/);
  await row('scope.userLocation').filter({ hasText: 'deny' }).first().waitFor();
});

test('Chromium’s own developer tools open on the page on top', async () => {
  await show('elements');
  const [tools] = await Promise.all([
    page.context().waitForEvent('page'),
    panel().getByRole('link', { name: 'Elements' }).click(),
  ]);
  await tools.getByRole('tab', { name: 'Elements' }).first().waitFor({ timeout: 30_000 });
  await tools.getByText('What the panels look at.').first().waitFor({ timeout: 30_000 });
  await tools.close();
});

test('Alt and a digit shows a panel, and a reload shows the same again', async () => {
  await show('bridge');
  await page.keyboard.press('Alt+4');
  await page.locator('#panel-storage').waitFor();
  await page.getByRole('tab', { name: 'Storage' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('#panel-data').waitFor();
  await show('bridge', 'bridge.filter=cart&bridge.caller=h5&bridge.failed=1');
  await page.reload();
  await page.evaluate(phone.script);
  await page.locator('#panel-bridge').waitFor();
  assert.equal(await panel().getByRole('searchbox').inputValue(), 'cart');
  assert.equal(await panel().getByRole('button', { name: 'H5' }).getAttribute('aria-pressed'), 'true');
  assert.equal(await panel().getByRole('button', { name: 'Failed' }).getAttribute('aria-pressed'), 'true');
});

test('the panels speak Chinese', async () => {
  await show('bridge', 'language=zh');
  for (const name of ['桥接', '消息', '页面栈', '存储', '页面数据', '控制台', '网络', '设备', '授权', '元素']) {
    await page.getByRole('tab', { name, exact: true }).click();
    await panel().waitFor();
  }
  await show('bridge', 'language=en');
});

test('no panel has thrown', () => {
  assert.deepEqual(phone.errors, []);
});
