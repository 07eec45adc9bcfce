// `sampan mcp` as coding assistants use it: the protocol's own client from npm, over standard input and output and over HTTP.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const sampan = process.env.SAMPAN;
const folder = mkdtempSync(join(tmpdir(), 'sampan-mcp-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const page = `<!doctype html><meta name=viewport content="width=device-width"><title>Shop</title>
<h1>Tea</h1><p>Green or <b>black</b>, as you like.</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="A leaf" width=9 height=9>
<label>Cups <input id=cups value=1></label><label>Word <input type=password value=secret></label>
<label><input type=checkbox checked> Milk</label><button disabled>Sold out</button>
<button onclick="WeixinJSBridge.invoke('getLocation', { type: 'wgs84' }, r => out.textContent = r.errMsg)">Where am I</button>
<a href="#more">More</a><p id=out>nothing yet</p>
<script>console.warn('the shop is open')</script>`;

const files = {
  'app.json': '{"pages":["pages/a/a"],"staticPath":["h5"],"permission":{"scope.userLocation":{"desc":"to find a shop"}},"requiredPrivateInfos":["getLocation"]}',
  'app.js': 'App({})',
  'project.config.json': '{"TMFappid":"mpshopshopshop01","appid":"mpshopshopshop01"}',
  'sampan.toml': '[device.location]\nlatitude = 31.2\nlongitude = 121.5\n[consent]\n"scope.userLocation" = "ask"\n',
  'pages/a/a.js': "Page({ data: { src: 'file://h5/index.html' } })",
  'pages/a/a.wxml': '<web-view src="{{src}}"></web-view>',
  'h5/index.html': page,
};
const shop = join(folder, 'shop');
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(shop, path)), { recursive: true });
  writeFileSync(join(shop, path), text);
}

const options = (more) => ['mcp', '--data-dir', mkdtempSync(join(folder, 'data-')), ...more];

/** A client on standard input and output; it ends with the test. */
async function connect(t, more) {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: sampan, args: options(more), stderr: 'inherit' }));
  t.after(() => client.close());
  return client;
}

async function call(client, name, args = {}) {
  const result = await client.callTool({ name, arguments: args });
  const text = result.content.filter(({ type }) => type === 'text').map(({ text }) => text).join('\n');
  return { ...result, text };
}

async function good(client, name, args) {
  const result = await call(client, name, args);
  assert.ok(!result.isError, `${name}: ${result.text}`);
  return result;
}

async function bad(client, name, args, ...words) {
  const result = await call(client, name, args);
  assert.ok(result.isError, `${name} did not fail: ${result.text}`);
  for (const word of words) assert.ok(result.text.includes(word), `${name} does not say "${word}": ${result.text}`);
}

const isPng = ({ type, mimeType, data }) =>
  type === 'image' && mimeType === 'image/png' && Buffer.from(data, 'base64').subarray(1, 4).toString() === 'PNG';

test('without leave a server looks and changes nothing', { timeout: 60_000 }, async (t) => {
  const client = await connect(t, [shop]);
  assert.equal(client.getServerVersion().name, 'sampan');
  const { tools } = await client.listTools();
  const looks = tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name).sort();
  assert.deepEqual(looks, ['calls', 'checkIdeInstalled', 'console', 'doctor', 'messages', 'read', 'screenshot', 'state', 'uploadMiniprogram']);
  const outline = (await good(client, 'read')).text;
  assert.equal(outline, [
    '- heading "Tea" [level 1]', '- text "Green or black, as you like."', '- img "A leaf"', '- text "Cups"',
    '- textbox "Cups": "1"', '- text "Word"', '- input password "Word": "••••••"', '- checkbox "Milk" [checked]', '- text "Milk"',
    '- button "Sold out" [disabled]', '- button "Where am I"', '- link "More"', '- text "nothing yet"',
  ].join('\n'));
  assert.equal((await good(client, 'read', { within: 'h1' })).text, '- heading "Tea" [level 1]');
  assert.match((await good(client, 'read', { limit: 30 })).text, /^- heading "Tea" \[level 1\]\n\(\d+ lines more/);
  const state = (await good(client, 'state')).structuredContent;
  assert.equal(state.app, 'mpshopshopshop01');
  assert.equal(state.pages.length, 1);
  assert.equal(state.pages[0].path, 'pages/a/a');
  assert.match(state.pages[0].webView, /h5\/index\.html$/);
  assert.ok(isPng((await good(client, 'screenshot')).content[0]));
  assert.match((await good(client, 'read', { in: 'phone' })).text, /- banner\n\s+- heading "Shop"/);
  assert.ok(isPng((await good(client, 'screenshot', { in: 'phone' })).content[0]));
  const lines = (await good(client, 'console')).structuredContent.lines;
  assert.ok(lines.some(({ level, text }) => level === 'warn' && text === 'the shop is open'), JSON.stringify(lines));
  for (const [name, args] of [
    ['open', { target: shop }], ['close', {}], ['tap', { text: 'More' }], ['type', { label: 'Cups', value: '2' }],
    ['press', { label: 'Cups', key: 'Enter' }], ['select', { css: 'select', options: ['a'] }], ['evaluate', { script: '1' }],
    ['back', {}], ['answer', { accept: true }], ['device', { key: 'device.network.type', value: '4g' }],
    ['launchIde', {}], ['previewMiniprogram', { path: shop }],
  ]) {
    await bad(client, name, args, name, '--allow-actions');
  }
  assert.equal((await good(client, 'read')).text, outline);
});

test('a page is opened, read, tapped and typed into, and the question is answered', { timeout: 90_000 }, async (t) => {
  const client = await connect(t, ['--allow-actions']);
  await bad(client, 'state', {}, 'nothing is open', 'open');
  await bad(client, 'open', { target: join(folder, 'none') }, 'none');
  const opened = (await good(client, 'open', { target: shop })).structuredContent;
  assert.equal(opened.pages[0].path, 'pages/a/a');
  await good(client, 'type', { role: 'textbox', name: 'Cups', value: '3' });
  assert.match((await good(client, 'read')).text, /textbox "Cups": "3"/);
  const { next } = (await good(client, 'calls')).structuredContent;
  await good(client, 'tap', { role: 'button', name: 'Where am I' });
  assert.match((await good(client, 'answer', { accept: true })).text, /yes to "scope\.userLocation"/);
  await good(client, 'tap', { text: 'getLocation:ok' });
  const { calls } = (await good(client, 'calls', { since: next, name: 'getLocation' })).structuredContent;
  assert.deepEqual(calls.map(({ name, args, reply }) => [name, args.type, reply.latitude]), [['getLocation', 'wgs84', 31.2]]);
  await good(client, 'device', { key: 'device.network.type', value: '2g' });
  const kind = "new Promise(done => WeixinJSBridge.invoke('getNetworkType', {}, r => done(r.networkType)))";
  assert.equal((await good(client, 'evaluate', { script: kind })).text, '2g');
  assert.equal((await good(client, 'evaluate', { script: 'getCurrentPages().length', in: 'logic' })).text, '1');
  await bad(client, 'tap', {}, 'which element');
  await bad(client, 'tap', { role: 'button', name: 'Buy' }, 'Where am I', 'waited');
  await bad(client, 'type', { label: 'Cups' }, 'value');
  assert.equal((await good(client, 'close')).text, 'closed');
  await bad(client, 'read', {}, 'nothing is open');
  await good(client, 'open', { target: join(shop, 'h5') });
  assert.match((await good(client, 'read')).text, /heading "Tea"/);
  await assert.rejects(call(client, 'nope'), /no tool "nope"/);
  // A session that ends by itself is told, and the next one begins anew.
  await good(client, 'evaluate', { script: 'wx.exitMiniProgram()', in: 'logic' });
  await bad(client, 'read', {}, 'ended');
  await good(client, 'open', { target: shop });
  assert.match((await good(client, 'read')).text, /heading "Tea"/);
});

test('a client that sends what is no message, or half of one, does no harm', { timeout: 60_000 }, async () => {
  const server = spawn(sampan, options([]), { stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = new Promise((done) => server.on('exit', done));
  const lines = createInterface({ input: server.stdout });
  const answered = new Promise((done) => lines.on('line', (line) => JSON.parse(line).id === 7 && done(JSON.parse(line))));
  const start = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  const send = (message) => server.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: start });
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  send('this is no JSON');
  send(Buffer.from([0xff, 0xfe, 0x00, 0x80]).toString('latin1'));
  send({ jsonrpc: '2.0', id: 2, method: 'no/such/method' });
  send({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 7 } });
  send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'checkIdeInstalled', arguments: {} } });
  assert.deepEqual((await answered).result.structuredContent, { isInstall: true });
  server.stdin.end('{"jsonrpc":"2.0","id":8,"method":"tools/ca');
  assert.equal(await gone, 0);
});

test("the tools of the vendor's server answer in its form", { timeout: 60_000 }, async (t) => {
  const client = await connect(t, ['--allow-actions']);
  assert.deepEqual((await good(client, 'checkIdeInstalled')).structuredContent, { isInstall: true });
  const started = (await good(client, 'launchIde')).structuredContent;
  assert.deepEqual([started.openApp, started.openProject], [true, false]);
  const launched = await good(client, 'launchIde', { path: shop, ideInstallPath: '/opt/ide' });
  assert.deepEqual(JSON.parse(launched.text), launched.structuredContent);
  assert.deepEqual([launched.structuredContent.openApp, launched.structuredContent.openProject], [true, true]);
  const [, address] = /(http:\/\/127\.0\.0\.1:\S+)/.exec(launched.structuredContent.msg);
  assert.equal((await fetch(address, { redirect: 'manual' })).status, 303);
  await bad(client, 'launchIde', { path: folder }, '"openProject":false');
  const preview = await good(client, 'previewMiniprogram', { path: shop });
  assert.ok(isPng(preview.content[0]));
  assert.match(preview.text, /https:\/\//);
  await bad(client, 'uploadMiniprogram', { path: shop, version: '1.0.0', describeMessage: 'x' }, 'upload fail', 'not sent', '1 pages');
});

test('over HTTP a client needs the token, and a page of a browser has no business there', { timeout: 60_000 }, async (t) => {
  const server = spawn(sampan, options(['--http', '0', shop]), { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((done) => server.on('exit', done));
  t.after(async () => {
    server.kill();
    assert.equal(await gone, 143);
  });
  const address = await new Promise((done) => createInterface({ input: server.stdout }).once('line', done));
  const url = new URL(address);
  assert.equal(url.hostname, '127.0.0.1');
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const post = async (to, more) => (await fetch(to, { method: 'POST', body, headers: { ...headers, ...more } })).status;
  const bare = new URL(url.pathname, url);
  assert.equal(await post(bare, {}), 403);
  assert.equal(await post(new URL('?token=0000', bare), {}), 403);
  assert.equal(await post(url, { origin: 'http://127.0.0.1' }), 403);
  assert.equal(await post(bare, { authorization: 'Bearer 0000' }), 403);

  const clients = [
    new StreamableHTTPClientTransport(url),
    new StreamableHTTPClientTransport(bare, { requestInit: { headers: { authorization: `Bearer ${url.searchParams.get('token')}` } } }),
  ].map(async (transport) => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    t.after(() => client.close());
    return client;
  });
  const [one, other] = await Promise.all(clients);
  const [read, state] = await Promise.all([good(one, 'read'), good(other, 'state')]);
  assert.match(read.text, /heading "Tea"/);
  assert.equal(state.structuredContent.running, undefined);
  assert.equal(state.structuredContent.pages.length, 1);
  await bad(other, 'tap', { text: 'More' }, '--allow-actions');
});

test('the documentation names every tool', { timeout: 60_000 }, async (t) => {
  const text = readFileSync(new URL('../../../docs/mcp.md', import.meta.url), 'utf8');
  const { tools } = await (await connect(t, [])).listTools();
  for (const { name } of tools) assert.ok(text.includes(`\`${name}\``), `docs/mcp.md does not name ${name}`);
});
