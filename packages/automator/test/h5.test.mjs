// The elements of an H5 page in a web-view, by the same client.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start, until } from './sampan.mjs';

let sampan;
let client;
let page;

before(async () => {
  sampan = await start('--page', 'pages/web/web');
  client = await sampan.connect();
  page = await client.currentPage();
  await page.waitFor('#tall');
});
after(() => sampan?.stop());

const out = async () => (await page.$('#out')).text();
/** Runs in the page, by its own button: the client itself has no way to. */
const press = async (script) => {
  const button = await page.$('#run');
  await (await page.$('#script')).input(script);
  await button.tap();
};

test('elements of the H5 page are found and say what they are', async () => {
  const buy = await page.$('#buy');
  assert.equal(buy.tagName, 'button');
  assert.equal(await buy.text(), 'Buy now');
  assert.deepEqual(await buy.size(), { width: 120, height: 40 });
  assert.deepEqual(await buy.offset(), { left: 50, top: 30 });
  assert.deepEqual([await buy.attribute('class'), await buy.attribute('nothing')], ['main big', null]);
  assert.equal(await buy.property('type'), 'submit');
  assert.equal(await buy.style('color'), 'rgb(4, 5, 6)');
  assert.equal(await buy.wxml(), 'Buy <b>now</b>');
  assert.equal(await buy.outerWxml(), '<button id="buy" class="main big" data-kind="tea">Buy <b>now</b></button>');
  assert.equal((await page.$$('li')).length, 2);
  assert.equal(await page.$('#nothing'), null);
  assert.deepEqual(await page.$$('#nothing'), []);
  assert.equal(await (await (await page.$('ul')).$('li:last-child')).text(), 'two');
  assert.equal(await (await page.xpath('//ul/li[2]')).text(), 'two');
  const { width, height } = await page.size();
  assert.equal(width, 390);
  assert.ok(height > 3000, `${height}`);
  assert.equal(await page.data('src'), '/h5/index.html');
});

test('a tap is a real one, and what cannot be tapped says why', async () => {
  await (await page.$('#buy')).tap();
  assert.equal(await out(), 'bought, trusted true');
  await assert.rejects((await page.$('#covered')).tap(), /<button> cannot be tapped: <div> lies over it/);
});

test('text, touches and events reach the page', async () => {
  const amount = await page.$('#amount');
  await amount.input('42');
  assert.deepEqual([await amount.value(), await out()], ['42', 'amount 42']);
  const box = await page.$('#box');
  const at = { identifier: 0, clientX: 7, clientY: 8 };
  await box.touchstart({ touches: [at], changedTouches: [at] });
  assert.equal(await out(), 'touchstart 1 7');
  await box.touchend({ touches: [], changedTouches: [at] });
  assert.equal(await out(), 'touchend 0 7');
  await box.trigger('custom', { n: 3 });
  assert.equal(await out(), 'custom 3');
});

test('what the page says, and what goes wrong in it, is told', async () => {
  const [lines, exceptions] = [[], []];
  client.on('console', (line) => lines.push(line));
  client.on('exception', (exception) => exceptions.push(exception));
  await press("console.warn('from the page')");
  await until('a line', () => lines, ({ length }) => length > 0);
  assert.deepEqual(lines[0], { type: 'warn', args: ['from the page'] });
  await press("setTimeout(() => { throw new RangeError('too far') })");
  await until('an exception', () => exceptions, ({ length }) => length > 0);
  assert.match(exceptions[0].message, /too far/);
});

test('what is replaced in the program is replaced for the page as well', async () => {
  const call = async (name, args) => {
    await press(`tell(''); call('${name}', ${JSON.stringify(args)}).then((reply) => tell(JSON.stringify(reply)))`);
    return JSON.parse(await until('a reply', out, (text) => text.startsWith('{')));
  };
  await client.mockWxMethod('getNetworkType', { networkType: 'carrier pigeon' });
  assert.deepEqual(await call('getNetworkType', {}), { networkType: 'carrier pigeon', errMsg: 'getNetworkType:ok' });
  await client.mockWxMethod('getStorage', ({ key }, more) => ({ data: key + more }), '!');
  assert.deepEqual(await call('getStorage', { key: 'a' }), { data: 'a!', errMsg: 'getStorage:ok' });
  await client.mockWxMethod('getStorage', { errMsg: 'getStorage:fail nothing in store' });
  assert.equal((await call('getStorage', { key: 'a' })).errMsg, 'getStorage:fail nothing in store');
  await client.restoreWxMethod('getStorage');
  assert.equal((await call('getStorage', { key: 'a' })).errMsg, 'getStorage:fail data not found');
});

test('an element of a document that is gone is not found', async () => {
  const old = await page.$('#buy');
  await press("location.search = '?again'");
  await until('the new document', () => page.$('#buy'), (found) => found && found.id !== old.id);
  await assert.rejects(old.text(), /not in the page any more/);
});
