// The interfaces of the page, in groups: what each button calls.
//
// `call` returns a promise of the reply; a silent one returns nothing, because a host never answers it.

export const SHOP = 'mpsampanshop0001';
export const GREETING = { words: 'Hello', written: 2025 };

const { wx } = window;
const url = (page) => ({ url: `/pages/${page}/${page}` });

export const GROUPS = [
  {
    name: 'storage',
    interfaces: [
      { name: 'setStorage', call: () => wx.setStorage({ key: 'greeting', data: GREETING }) },
      { name: 'getStorage', call: () => wx.getStorage({ key: 'greeting' }) },
      { name: 'getStorageInfo', call: () => wx.getStorageInfo() },
      { name: 'removeStorage', call: () => wx.removeStorage({ key: 'greeting' }) },
      { name: 'clearStorage', call: () => wx.clearStorage() },
    ],
  },
  {
    name: 'page',
    interfaces: [
      { name: 'getEnv', under: 'miniProgram', call: () => wx.miniProgram.getEnv() },
      { name: 'checkJsApi', call: () => wx.checkJsApi({ jsApiList: ['getStorage', 'chooseImage', 'noSuchInterface'] }) },
      { name: 'canGoBack', call: () => wx.canGoBack() },
      { name: 'setNavigationBarTitle', call: () => wx.setNavigationBarTitle({ title: new Date().toLocaleTimeString() }) },
    ],
  },
  {
    name: 'messages',
    interfaces: [
      { name: 'onWebviewEvent', under: 'miniProgram', listens: true },
      { name: 'offWebviewEvent', under: 'miniProgram', listens: false },
      {
        name: 'sendWebviewEvent',
        under: 'miniProgram',
        call: () => wx.miniProgram.sendWebviewEvent({ data: { kind: 'ping', message: 'Hi' } }),
      },
      { name: 'postMessage', under: 'miniProgram', call: () => wx.miniProgram.postMessage({ data: { message: 'Hi' } }) },
    ],
  },
  {
    name: 'routing',
    interfaces: [
      { name: 'navigateTo', under: 'miniProgram', call: () => wx.miniProgram.navigateTo(url('second')) },
      { name: 'redirectTo', under: 'miniProgram', call: () => wx.miniProgram.redirectTo(url('third')) },
      { name: 'navigateBack', under: 'miniProgram', call: () => wx.miniProgram.navigateBack() },
      { name: 'switchTab', under: 'miniProgram', call: () => wx.miniProgram.switchTab(url('tab')) },
      { name: 'reLaunch', under: 'miniProgram', call: () => wx.miniProgram.reLaunch(url('index')) },
    ],
  },
  {
    name: 'jumps',
    interfaces: [
      { name: 'navigateToMiniProgram', call: () => wx.navigateToMiniProgram({ appId: SHOP, extraData: { from: 'hello-h5' } }) },
      { name: 'navigateBackMiniProgram', call: () => wx.navigateBackMiniProgram({ extraData: { from: 'hello-h5' } }) },
      { name: 'exitMiniProgram', call: () => wx.exitMiniProgram() },
    ],
  },
  {
    name: 'custom',
    interfaces: [
      { name: 'invokeNativePlugin', call: () => wx.invokeNativePlugin({ api_name: 'customApiName', data: { from: 'hello-h5' } }) },
    ],
  },
];
