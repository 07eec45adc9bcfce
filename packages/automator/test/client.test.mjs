// `miniprogram-automator` from npm, unmodified: every method of its classes on a running mini program.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, beforeEach, test } from 'node:test';

import { start, until } from './sampan.mjs';

let sampan;
let client;
let page;

before(async () => {
  sampan = await start();
  client = await sampan.connect();
  page = await client.currentPage();
  await page.waitFor('#top');
});
after(() => sampan?.stop());

beforeEach(() => page.setData({ taps: [], told: {} }));

const element = async (selector) => {
  const found = await page.$(selector);
  assert.ok(found, `${selector} is not there`);
  return found;
};
/** What the last event was to the page. */
const told = async () => {
  const { type, detail, id } = await page.data('told');
  return [id, type, detail];
};

test('the program, its pages and its surroundings are told', async () => {
  assert.deepEqual([page.path, page.query], ['pages/index/index', {}]);
  assert.deepEqual((await client.pageStack()).map(({ path, id }) => [path, id]), [['pages/index/index', page.id]]);
  assert.equal((await client.systemInfo()).SDKVersion, '3.4.3');
  assert.deepEqual(await client.testAccounts(), [{ openid: 'o-1', nickName: 'Bao' }]);
  assert.deepEqual(await client.getTicket(), { ticket: '' });
  await client.setTicket('t');
  await client.refreshTicket();
  assert.deepEqual((await client.stopAudits()).audits, []);
  await assert.rejects(client.remote(), /--lan/);
});

test('a page gives its data, takes others, and calls its methods', async () => {
  assert.deepEqual(await page.data('list'), [{ name: 'green' }, { name: 'black' }]);
  assert.equal(await page.data('list[1].name'), 'black');
  assert.equal(await page.data('not.there'), undefined);
  await page.setData({ 'list[0].name': 'white' });
  assert.equal(await (await element('#white')).text(), 'white');
  await page.setData({ 'list[0].name': 'green' });
  assert.equal(await page.callMethod('add', 2, 3), 5);
  assert.deepEqual(await page.callMethod('later', 'x'), { value: 'x' });
  await assert.rejects(page.callMethod('fails'), /TypeError: it fails/);
  await assert.rejects(page.callMethod('nothing'), /nothing not exists/);
  await assert.rejects(page.setData('text'), /takes an object/);
});

test('a page has a size and a place to which it is scrolled', async () => {
  const { width, height } = await page.size();
  assert.equal(width, 390);
  assert.ok(height > 2000, `${height}`);
  await client.pageScrollTo(300);
  assert.equal(await page.scrollTop(), 300);
  await client.pageScrollTo(0);
  assert.equal(await page.scrollTop(), 0);
});

test('elements are found by selector', async () => {
  assert.equal(await page.$('.nothing'), null);
  assert.deepEqual(await page.$$('.nothing'), []);
  const count = async (selector) => (await page.$$(selector)).length;
  for (const [selector, expected] of [
    ['.item', 2], ['.list > .item text', 2], ['#green, #black', 2], ['view.item:first-child', 1], ['[data-kind="tea"]', 1],
    ['.shown', 1], ['card', 1], ['.count', 0], ['#card >>> .count', 1], ['.slotted', 1], ['checkbox-group checkbox', 2],
  ]) assert.equal(await count(selector), expected, selector);
  const list = await element('.list');
  assert.equal((await list.$$('.item')).length, 2);
  assert.equal(await (await list.$('.item')).text(), 'green');
  assert.equal(await list.$('#top'), null);
  await assert.rejects(page.$$('[['), /selector/i);
});

test('elements are found by XPath, in everything that is drawn', async () => {
  assert.equal(await (await page.xpath('/page/view[2]/view[2]/text')).text(), 'black');
  assert.equal(await (await page.xpath('//card/view/text')).text(), '3');
  assert.equal((await page.getElementsByXpath('//view[@class="item"]')).length, 2);
  assert.equal(await (await page.getElementByXpath('//picker/text')).text(), 'pick');
  assert.equal(await page.xpath('//nothing'), null);
});

test('an element keeps its name while it is there, and has no use when it is gone', async () => {
  const [one, again] = [await element('.shown'), await element('text.shown')];
  assert.equal(one.id, again.id);
  await page.setData({ show: false });
  await assert.rejects(one.text(), /not shown, or the element is not in it|not there any more/);
  await page.setData({ show: true });
  assert.notEqual((await element('.shown')).id, one.id);
});

test('an element says what it is, where it is and how it looks', async () => {
  const top = await element('#top');
  assert.equal(top.tagName, 'view');
  assert.equal(await top.text(), 'a & <b>');
  assert.deepEqual(await top.size(), { width: 100, height: 50 });
  assert.deepEqual(await top.offset(), { left: 20, top: 10 });
  assert.equal(await top.attribute('class'), 'box first');
  assert.equal(await top.attribute('data-some-thing'), '1');
  assert.equal(await top.attribute('nothing'), null);
  assert.equal(await top.style('color'), 'rgb(1, 2, 3)');
  assert.equal(await (await element('.item')).style('fontSize'), '20px');
  assert.equal(await top.wxml(), '<text class="label">a &amp; &lt;b&gt;</text>');
  assert.equal(
    await top.outerWxml(),
    '<view id="top" class="box first" style="width: 100px; height: 50px; margin: 10px 0 0 20px" data-kind="tea" data-some-thing="1"><text class="label">a &amp; &lt;b&gt;</text></view>',
  );
});

test('an element is tapped and touched, for long too', async () => {
  const top = await element('#top');
  await top.tap();
  assert.deepEqual(await page.data('taps'), [['top', 'touchstart'], ['top', 'touchend'], ['top', 'tap']]);
  assert.deepEqual(await told(), ['top', 'tap', { x: 70, y: 35 }]);
  await page.setData({ taps: [] });
  await top.longpress();
  assert.deepEqual(await page.data('taps'), [['top', 'touchstart'], ['top', 'longpress'], ['top', 'touchend']]);
  const at = (pageX, pageY) => ({ identifier: 0, pageX, pageY });
  await top.touchstart({ touches: [at(30, 20)], changedTouches: [at(30, 20)] });
  await top.touchmove({ touches: [at(60, 25)], changedTouches: [at(60, 25)] });
  assert.deepEqual(await told(), ['top', 'touchmove', { x: 60, y: 25 }]);
  assert.equal((await page.data('told')).touches.length, 1);
  await top.touchend({ touches: [], changedTouches: [at(60, 25)] });
  assert.deepEqual(await told(), ['top', 'touchend', { x: 60, y: 25 }]);
});

test('events are triggered and dispatched', async () => {
  await (await element('#picker')).trigger('change', { value: 2 });
  assert.deepEqual(await told(), ['picker', 'change', { value: 2 }]);
  const top = await element('#top');
  await top.dispatchEvent({ eventName: 'touchmove', touches: [{ pageX: 1 }], changeTouches: [{ pageX: 1 }], detail: { x: 1 } });
  assert.deepEqual(await told(), ['top', 'touchmove', { x: 1 }]);
  await (await element('.list')).dispatchEvent({ $: '#black', eventName: 'tap', detail: { x: 2 } });
  assert.deepEqual(await told(), ['black', 'tap', { x: 2 }]);
});

test('text is typed into inputs and textareas', async () => {
  for (const id of ['input', 'textarea']) {
    const field = await element(`#${id}`);
    await field.input('茶 & tea');
    assert.equal(await field.value(), '茶 & tea');
    assert.deepEqual(await told(), [id, 'input', { value: '茶 & tea', cursor: 7, keyCode: 0 }]);
  }
});

test('built-ins do what a person does with them', async () => {
  const toggle = await element('#switch');
  await toggle.tap();
  assert.equal(await toggle.property('checked'), true);
  assert.deepEqual(await told(), ['switch', 'change', { value: true }]);
  const slider = await element('#slider');
  await slider.slideTo(90);
  assert.equal(await slider.value(), 90);
  assert.deepEqual(await told(), ['slider', 'change', { value: 90 }]);
  const swiper = await element('#swiper');
  await swiper.swipeTo(2);
  assert.equal(await swiper.property('current'), 2);
  assert.deepEqual(await told(), ['swiper', 'change', { current: 2, currentItemId: '', source: 'touch' }]);
  const movable = await element('#movable');
  await movable.moveTo(30, 40);
  assert.deepEqual([await movable.property('x'), await movable.property('y')], [30, 40]);
  assert.deepEqual(await told(), ['movable', 'change', { x: 30, y: 40, source: 'touch' }]);
  const scroll = await element('#scroll');
  await scroll.scrollTo(0, 200);
  assert.equal(await scroll.property('scrollTop'), 200);
  assert.deepEqual([await scroll.scrollWidth(), await scroll.scrollHeight()], [300, 1000]);
  await until('scroll', told, ([id, type]) => id === 'scroll' && type === 'scroll');
});

test('boxes, buttons and forms hear taps', async () => {
  const box = await element('#checkbox');
  await box.tap();
  assert.equal(await box.property('checked'), true);
  assert.deepEqual(await told(), ['choices', 'change', { value: ['a'] }]);
  await (await element('#radio')).tap();
  assert.deepEqual(await told(), ['radios', 'change', { value: 'r' }]);
  await (await element('#button')).tap();
  assert.deepEqual((await told()).slice(0, 2), ['button', 'tap']);
  await (await element('#submit')).tap();
  assert.deepEqual((await told()).slice(0, 2), ['form', 'submit']);
});

test('properties are those that the documentation has', async () => {
  for (const [selector, name, expected] of [
    ['#progress', 'percent', '40'], ['#icon', 'type', 'success'], ['#image', 'mode', 'aspectFit'], ['#navigator', 'url', '/pages/other/other?from=navigator'],
    ['#picker', 'value', 1], ['#wheels', 'value', [1]], ['#rich', 'nodes', '<b>bold</b>'], ['#radio', 'value', 'r'], ['#slider', 'max', '200'],
  ]) assert.deepEqual(await (await element(selector)).property(name), expected, `${selector} ${name}`);
  await assert.rejects((await element('#progress')).property('nothing'), /progress.nothing not exists/);
});

test('a video has its context', async () => {
  const video = await element('#video');
  assert.equal(video.constructor.name, 'ContextElement');
  await video.callContextMethod('pause');
  await assert.rejects(video.callContextMethod('nothing'), /nothing not exists/);
});

test('a component gives its data, takes others, and calls its methods', async () => {
  const card = await element('#card');
  assert.equal(card.constructor.name, 'CustomElement');
  assert.equal(await card.data('inner.deep[1]'), 'y');
  assert.equal(await card.property('count'), 3);
  await assert.rejects(card.property('presses'), /card.presses not exists/);
  assert.equal(await card.callMethod('sum', 1, 2), 6);
  await assert.rejects(card.callMethod('nothing'), /card.nothing not exists/);
  await card.setData({ presses: 5 });
  await (await card.$('.head')).tap();
  assert.deepEqual(await told(), ['card', 'picked', { presses: 6 }]);
  assert.equal(await (await card.$('.slotted')).text(), 'in the card');
  assert.match(await card.outerWxml(), /^<card id="card" is="components\/card\/card"><view class="head">Card <text class="count">3<\/text>/);
});

test('functions of wx are called, with their answer or their failure', async () => {
  await client.callWxMethod('setStorage', { key: 'a', data: { x: 1 } });
  assert.deepEqual(await client.callWxMethod('getStorage', { key: 'a' }), { data: { x: 1 }, errMsg: 'getStorage:ok' });
  assert.deepEqual(await client.callWxMethod('getStorageSync', 'a'), { x: 1 });
  await assert.rejects(client.callWxMethod('getStorage', { key: 'none' }), /getStorage:fail data not found/);
  await assert.rejects(client.callWxMethod('nothing'), /wx\.nothing not exists/);
  await assert.rejects(client.callPluginWxMethod('wx123', 'getStorage'), /plugin/);
});

test('functions of wx are replaced by values and by functions, and given back', async () => {
  await client.mockWxMethod('getStorageSync', function (key, otherwise) {
    return key === 'a' ? 'replaced' : otherwise;
  }, 'otherwise');
  assert.equal(await client.callWxMethod('getStorageSync', 'a'), 'replaced');
  assert.equal(await client.evaluate(() => wx.getStorageSync('b')), 'otherwise');
  await client.restoreWxMethod('getStorageSync');
  assert.deepEqual(await client.callWxMethod('getStorageSync', 'a'), { x: 1 });
  await client.mockWxMethod('getSystemInfo', function (options, platform) {
    return new Promise((done) => this.origin({ success: (result) => done({ ...result, platform }) }));
  }, 'toaster');
  assert.equal((await client.callWxMethod('getSystemInfo')).platform, 'toaster');
  await client.restoreWxMethod('getSystemInfo');
  assert.notEqual((await client.callWxMethod('getSystemInfo')).platform, 'toaster');
  await client.mockWxMethod('showModal', { confirm: true });
  await page.callMethod('ask');
  await until('the modal', () => page.data('confirmed'), (confirmed) => confirmed === true);
  await client.mockWxMethod('showModal', { errMsg: 'showModal:fail no screen' });
  await assert.rejects(client.callWxMethod('showModal', { title: 'x' }), /showModal:fail no screen/);
  await client.restoreWxMethod('showModal');
});

test('a replaced value may be null', async () => {
  await client.mockWxMethod('getStorageSync', null);
  assert.equal(await client.callWxMethod('getStorageSync', 'a'), null);
  await client.restoreWxMethod('getStorageSync');
});

test('code runs in the program', async () => {
  assert.equal(await client.evaluate((more) => getApp().globalData.shop + more, '!'), 'tea!');
  assert.equal(await client.evaluate(async () => (await new Promise((done) => setTimeout(() => done(7), 5))) + 1), 8);
  assert.equal(await client.evaluate('function () { return typeof wx }'), 'object');
  assert.equal(await client.evaluate(() => {}), undefined);
  await assert.rejects(client.evaluate(() => { throw new RangeError('too far'); }), /RangeError: too far/);
  await assert.rejects(client.evaluate('not a function ('), /SyntaxError/);
  const circle = await client.evaluate(() => {
    const made = { n: 1 };
    return Object.assign(made, { made });
  });
  assert.deepEqual(circle, { n: 1, made: '[Circular]' });
});

test('what the program says, and what goes wrong in it, is told', async () => {
  const [lines, exceptions, heard] = [[], [], []];
  client.on('console', (line) => lines.push(line));
  client.on('exception', (exception) => exceptions.push(exception));
  await client.exposeFunction('hear', (...args) => heard.push(args));
  await page.callMethod('log');
  await client.evaluate(() => hear(1, { of: ['values'] }));
  await client.evaluate(() => void setTimeout(() => { throw new RangeError('late'); }, 0));
  await until('an exception', () => exceptions, ({ length }) => length > 0);
  assert.deepEqual(lines, [{ type: 'log', args: ['a line', { of: ['values'] }, 1, null] }, { type: 'warn', args: ['careful'] }]);
  assert.deepEqual(heard, [[1, { of: ['values'] }]]);
  assert.deepEqual([exceptions[0].name, exceptions[0].message], ['RangeError', 'late']);
});

test('a picture shows the page', async () => {
  const file = path.join(tmpdir(), `sampan-automator-${process.pid}.png`);
  await client.screenshot({ path: file });
  const bytes = await readFile(file);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.equal((await client.screenshot()).slice(0, 8), 'iVBORw0K');
});

test('what the phone asks is answered', async () => {
  const native = client.native();
  await page.setData({ confirmed: null, located: null, paid: null });
  for (const [ask, answer, key, expected] of [
    ['ask', () => native.confirmModal(), 'confirmed', true],
    ['ask', () => native.cancelModal(), 'confirmed', false],
    ['locate', () => native.authorizeCancel(), 'located', 'refused'],
    ['pay', () => native.closePaymentDialog(), 'paid', 'requestPayment:fail cancel'],
  ]) {
    await page.callMethod(ask);
    assert.deepEqual(await answer(), {});
    await until(key, () => page.data(key), (value) => value === expected);
  }
  await (await element('#share')).tap();
  assert.deepEqual(await native.shareConfirm(), {});
  assert.match((await native.shareCancel()).error.message, /asks nothing/);
});

test('the phone is led to other pages', async () => {
  const other = await client.navigateTo('/pages/other/other?from=%E8%8C%B6');
  assert.deepEqual([other.path, other.query], ['pages/other/other', { from: '%E8%8C%B6' }]);
  assert.equal(await (await other.$('#query')).text(), '%E8%8C%B6');
  assert.equal((await client.pageStack()).length, 2);
  assert.deepEqual(await client.native().navigateLeft(), {});
  assert.equal((await client.currentPage()).id, page.id);
  await assert.rejects(other.data(), /not open any more/);
  assert.equal((await client.redirectTo('/pages/other/other')).path, 'pages/other/other');
  assert.deepEqual(await client.native().goHome(), {});
  assert.equal((await client.reLaunch('/pages/other/other?a=1')).path, 'pages/other/other');
  assert.equal((await client.switchTab('/pages/tab/tab')).path, 'pages/tab/tab');
  assert.deepEqual(await client.native().switchTab({ url: '/pages/index/index' }), {});
  page = await client.currentPage();
  assert.equal(page.path, 'pages/index/index');
  await (await element('#navigator')).tap();
  await until('the other page', () => client.currentPage(), ({ path }) => path === 'pages/other/other');
  page = await client.navigateBack();
  assert.equal(page.path, 'pages/index/index');
  await assert.rejects(client.navigateTo('/pages/none/none'), /navigateTo:fail page "pages\/none\/none" is not found/);
});
