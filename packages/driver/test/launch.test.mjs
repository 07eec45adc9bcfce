// The client for Node, with a real Sampan.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { connect, launch } from '../dist/node.js';

const binary = fileURLToPath(new URL('../../../target/debug/sampan', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'sampan-driver-'));
const page = `<!doctype html><title>Tea</title><h1>Tea</h1>
  <label>Name <input id="name"></label><select aria-label="Size"><option>small<option>large</select>
  <button onclick="greet()">Greet</button><p id="said"></p>
  <button onclick="WeixinJSBridge.invoke('getLocation', { type: 'wgs84' }, (r) => { said.textContent = r.errMsg })">Where</button>
  <script>const name_ = document.getElementById('name'); const greet = () => { said.textContent = 'hello ' + name_.value }</script>`;
writeFileSync(path.join(folder, 'index.html'), page);

let sampan;
before(async () => {
  sampan = await launch({ target: folder, binary, args: ['--data-dir', path.join(folder, 'data')] });
  sampan.phone.connection.defaultTimeout = 10_000;
});
after(async () => {
  await sampan?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a page is read and touched', async () => {
  const { page } = sampan.phone;
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Tea');
  await page.getByLabel('name').fill('Bao');
  await page.getByRole('button', { name: /^greet$/i }).tap();
  await page.getByText('hello Bao').waitFor();
  assert.deepEqual(await page.getByLabel('Size').selectOption('large'), ['large']);
  assert.deepEqual(await page.getByRole('button').allTextContents(), ['Greet', 'Where']);
  assert.equal(await page.locator('p').filter({ hasText: 'Bao' }).count(), 1);
  assert.equal(await page.title(), 'Tea');
  assert.match(await page.url(), /^https:.*index\.html|^https:/);
  assert.equal(await page.evaluate((n) => Promise.resolve(n + 1), 2), 3);
  assert.equal(await page.locator('#name').evaluate((field, more) => field.value + more, '!'), 'Bao!');
  const png = await page.screenshot();
  assert.deepEqual([...png.slice(1, 4)], [...Buffer.from('PNG')]);
});

test('a prompt is answered, and the call is told', async () => {
  const { phone } = sampan;
  const seen = [];
  await phone.onTrace((event) => seen.push(event.type));
  await phone.page.getByRole('button', { name: 'Where' }).tap();
  await phone.prompt('scope.userLocation').deny();
  const call = await phone.bridge.waitFor('getLocation', { type: 'wgs84' });
  assert.equal(call.reply.errMsg, 'getLocation:fail auth deny');
  await phone.page.getByText('auth deny').waitFor();
  assert.ok(seen.includes('prompt') && seen.includes('call'), seen.join(' '));
});

test('a second client drives the same phone, one without the token none', async () => {
  const other = await connect(sampan.ready.driver);
  assert.equal((await other.phone.state()).pages.length, 1);
  await other.close();
  await assert.rejects(other.phone.state(), /the connection has ended/);
  await assert.rejects(connect(sampan.ready.driver.replace(/token=.*/, 'token=wrong')), /cannot connect to ws:.*403/);
});

test('an error says what was waited for, and where in the test', async () => {
  const wait = sampan.phone.page.getByRole('button', { name: 'Pay' }).tap({ timeout: 100 });
  await assert.rejects(wait, (error) => {
    assert.match(error.message, /Locator\.tap getByRole\("button", \{ name: "Pay" \}\): nothing was found; of role button there is "Greet", "Where"/);
    assert.match(error.stack, /launch\.test\.mjs/);
    return true;
  });
});

test('what does not start says why', async () => {
  await assert.rejects(launch({ target: path.join(folder, 'none'), binary }), /sampan ended with 1 before it was ready\n[^]*none/);
  await assert.rejects(launch({ target: folder, binary: 'no-such-sampan' }), /cannot start no-such-sampan .*SAMPAN_BINARY/);
});
