// The page drives itself: it calls every interface, checks each answer, and goes through all pages.
//
//   index ─navigateTo▶ second ─redirectTo▶ third ─navigateBack▶ index ─switchTab▶ tab ─reLaunch▶ index ─exit
//
// Routing replaces the page, so the results so far travel in the mini program's storage. A page that opens knows by
// that which route has worked.

import { GREETING, SHOP } from './interfaces.js';
import { Table } from './table.js';

const { wx } = window;
const STATE = 'drive';

/** How long one step may take, in milliseconds. */
const LIMIT = 15_000;

let table;

/** Goes on with the drive on this page. `part` is 1 at the start and 2 after `reLaunch`. */
export async function run(page, part, main) {
  table = new Table(main);
  if (page !== 'index' || part === '2') await resume();
  const go = { index: part === '2' ? finish : start, second, third, tab }[page];
  await go();
}

async function start() {
  await askAround();
  await store();
  await talk();
  await jump();
  const back = shown();
  await leave('navigateTo', { url: '/pages/second/second' });
  await returned(back);
  await leave('switchTab', { url: '/pages/tab/tab' });
  await giveUp();
}

async function askAround() {
  await table.step('getEnv', LIMIT, async () => {
    const { miniprogram } = await wx.miniProgram.getEnv();
    return [miniprogram === true, { miniprogram }];
  });
  await table.step('checkJsApi', LIMIT, async () => {
    const { checkResult } = await wx.checkJsApi({ jsApiList: ['getStorage', 'noSuchInterface'] });
    return [checkResult.getStorage === true && checkResult.noSuchInterface === false, checkResult];
  });
  await table.step('canGoBack', LIMIT, async () => {
    const { canGoBack } = await wx.canGoBack();
    return [canGoBack === false, { canGoBack }];
  });
  await table.step('setNavigationBarTitle', LIMIT, () => plain(wx.setNavigationBarTitle({ title: 'Driving itself' })));
  await table.step('invokeNativePlugin', LIMIT, async () => {
    const { greeting } = await wx.invokeNativePlugin({ api_name: 'customApiName', data: { from: 'drive' } });
    return [typeof greeting === 'string', { greeting }];
  });
}

async function store() {
  await table.step('clearStorage', LIMIT, () => plain(wx.clearStorage()));
  await table.step('setStorage', LIMIT, () => plain(wx.setStorage({ key: 'greeting', data: GREETING })));
  await table.step('getStorage', LIMIT, async () => {
    const { data } = await wx.getStorage({ key: 'greeting' });
    return [JSON.stringify(data) === JSON.stringify(GREETING), data];
  });
  await table.step('getStorageInfo', LIMIT, async () => {
    const { keys, currentSize, limitSize } = await wx.getStorageInfo();
    return [keys.includes('greeting') && currentSize <= limitSize, { keys, currentSize, limitSize }];
  });
  await table.step('removeStorage', LIMIT, async () => {
    await wx.removeStorage({ key: 'greeting' });
    return refused(wx.getStorage({ key: 'greeting' }), 'data not found');
  });
}

async function talk() {
  const heard = [];
  const listener = (event) => heard.push(event.message);
  await table.step('onWebviewEvent', LIMIT, async () => {
    wx.miniProgram.onWebviewEvent(listener);
    return [true, 'listening'];
  });
  await table.step('sendWebviewEvent', LIMIT, async () => {
    await ping('one');
    return [heard.includes('one'), { heard: heard.slice() }];
  });
  await table.step('offWebviewEvent', LIMIT, async () => {
    wx.miniProgram.offWebviewEvent(listener);
    await ping('two');
    return [!heard.includes('two'), { heard: heard.slice() }];
  });
}

/** Nobody has opened this mini program, so there is nobody to go back to; the shop sends us back by itself. */
async function jump() {
  await table.step('navigateBackMiniProgram', LIMIT, () =>
    refused(wx.navigateBackMiniProgram(), 'not MiniProgram can navigate back'),
  );
  await table.step('navigateToMiniProgram', LIMIT, async () => {
    const back = shown();
    try {
      await wx.navigateToMiniProgram({ appId: SHOP, path: 'pages/index/index?back=1', extraData: { from: 'drive' } });
    } catch ({ errMsg }) {
      // Without `--app examples/shop` there is no shop to open.
      return [errMsg.includes('is not found'), status(errMsg)];
    }
    const { returned: referrer } = await back;
    return [referrer?.appId === SHOP, { returned: referrer?.extraData }];
  });
}

async function second() {
  await arrived('navigateTo', 'second');
  await leave('redirectTo', { url: '/pages/third/third' });
}

async function third() {
  await arrived('redirectTo', 'third');
  wx.miniProgram.postMessage({ data: { from: 'third' } });
  await leave('navigateBack', { delta: 1 });
}

/** Back on the first page, which has been waiting beneath; `bindmessage` has the third page's message. */
async function returned(back) {
  const event = await table.within(LIMIT * 3, back).catch((error) => error);
  await resume();
  if (event instanceof Error) {
    table.add({ name: 'navigateBack', ok: false, said: event.message });
    return giveUp(0);
  }
  await arrived('navigateBack', 'index');
  const brought = event.messages.some((message) => message.from === 'third');
  table.add({ name: 'postMessage', ok: brought, said: JSON.stringify(event.messages) });
}

async function tab() {
  await arrived('switchTab', 'tab');
  await leave('reLaunch', { url: '/pages/index/index?drive=2' });
}

async function finish() {
  await arrived('reLaunch', 'index');
  // The mini program's host sees this event in its trace.
  wx.miniProgram.sendWebviewEvent({ data: { kind: 'drive', rows: table.rows } });
  await table.step('exitMiniProgram', LIMIT, () => plain(wx.exitMiniProgram()));
}

/** The last route did not lead anywhere: says so and ends, so that nobody waits for ever. */
async function giveUp(after = LIMIT) {
  await new Promise((resolve) => setTimeout(resolve, after));
  await resume();
  table.add({ name: 'reLaunch', ok: false, said: 'the drive came to a halt' });
  wx.miniProgram.sendWebviewEvent({ data: { kind: 'drive', rows: table.rows } });
  await wx.exitMiniProgram();
}

/** Saves what there is and takes a route. */
async function leave(route, options) {
  await wx.setStorage({ key: STATE, data: { rows: table.rows, left: Date.now() } });
  wx.miniProgram[route](options);
}

let left = 0;

async function resume() {
  const { data } = await wx.getStorage({ key: STATE });
  left = data.left;
  table.fill(data.rows);
}

async function arrived(route, page) {
  table.add({ name: route, ok: true, said: `→ ${page}`, ms: Date.now() - left });
}

/** The next time the mini program says that this page is on the screen. */
function shown() {
  return event(({ kind }) => kind === 'shown');
}

/** Sends an event that the mini program answers, and waits for the answer. */
async function ping(message) {
  const answer = event((pong) => pong.kind === 'pong' && pong.message === message);
  wx.miniProgram.sendWebviewEvent({ data: { kind: 'ping', message } });
  await answer;
}

function event(wanted) {
  return new Promise((resolve) => {
    const listener = (heard) => {
      if (!wanted(heard)) return;
      wx.miniProgram.offWebviewEvent(listener);
      resolve(heard);
    };
    wx.miniProgram.onWebviewEvent(listener);
  });
}

/** A reply that says nothing but its status. */
async function plain(call) {
  const { errMsg } = await call;
  return [errMsg.endsWith(':ok'), status(errMsg)];
}

/** A call that must fail for this reason. */
async function refused(call, reason) {
  try {
    const { errMsg } = await call;
    return [false, status(errMsg)];
  } catch ({ errMsg }) {
    return [errMsg.includes(reason), status(errMsg)];
  }
}

/** `getStorage:fail data not found` without the name, which the row has already. */
function status(errMsg) {
  return errMsg.slice(errMsg.indexOf(':') + 1);
}
