// What the page says, in English and Chinese; `navigator.language` chooses.

const ENGLISH = {
  title: { index: 'Hello, H5', second: 'The second page', third: 'The third page', tab: 'Another tab' },
  inside: 'In the web-view of a mini program',
  outside: 'Not in a mini program. Open this example with: sampan run examples/hello-h5',
  silent: 'sent; the host does not answer this one',
  waiting: 'waiting …',
  listening: 'listening; now tap sendWebviewEvent',
  stopped: 'no longer listening',
  heard: 'heard',
  call: 'Call',
  drive: { title: 'Every interface, called by the page itself', state: 'State', name: 'Interface', said: 'Answer', time: 'ms' },
  group: {
    storage: 'Storage', page: 'This page', routing: 'Routing', messages: 'Messages', jumps: 'Other mini programs',
    custom: 'The super-app',
  },
  what: {
    setStorage: 'Keep a greeting', getStorage: 'Read it again', getStorageInfo: 'What is kept, and how large',
    removeStorage: 'Forget the greeting', clearStorage: 'Forget everything',
    getEnv: 'Are we in a mini program?', checkJsApi: 'What can this host do?', canGoBack: 'Is there a page before?',
    setNavigationBarTitle: 'Write the time into the title',
    navigateTo: 'Open the second page on top', redirectTo: 'Put the third page in this place',
    navigateBack: 'One page back', switchTab: 'To the other tab', reLaunch: 'Start over',
    postMessage: 'A message that waits for back', sendWebviewEvent: 'An event, at once',
    onWebviewEvent: 'Listen to the mini program', offWebviewEvent: 'Stop listening',
    navigateToMiniProgram: 'Open the shop', navigateBackMiniProgram: 'Back to who opened us',
    exitMiniProgram: 'Close this mini program', invokeNativePlugin: 'A custom interface of the super-app',
  },
};

const CHINESE = {
  title: { index: '你好，H5', second: '第二个页面', third: '第三个页面', tab: '另一个标签页' },
  inside: '正在小程序的 web-view 中',
  outside: '当前不在小程序中。请运行：sampan run examples/hello-h5',
  silent: '已发送；宿主不会应答此接口',
  waiting: '等待中 …',
  listening: '正在监听；请点击 sendWebviewEvent',
  stopped: '已停止监听',
  heard: '收到',
  call: '调用',
  drive: { title: '页面自行调用所有接口', state: '状态', name: '接口', said: '应答', time: '毫秒' },
  group: {
    storage: '数据缓存', page: '当前页面', routing: '路由', messages: '通信', jumps: '其他小程序', custom: '超级应用',
  },
  what: {
    setStorage: '保存一句问候', getStorage: '读取问候', getStorageInfo: '查看缓存内容与大小',
    removeStorage: '删除问候', clearStorage: '清空缓存',
    getEnv: '是否在小程序中？', checkJsApi: '宿主支持哪些接口？', canGoBack: '是否可以返回上一页？',
    setNavigationBarTitle: '把时间写入标题',
    navigateTo: '打开第二个页面', redirectTo: '替换为第三个页面',
    navigateBack: '返回上一页', switchTab: '切换到另一个标签页', reLaunch: '重新开始',
    postMessage: '发送消息，返回时送达', sendWebviewEvent: '发送事件，立即送达',
    onWebviewEvent: '监听小程序', offWebviewEvent: '停止监听',
    navigateToMiniProgram: '打开商店小程序', navigateBackMiniProgram: '返回来源小程序',
    exitMiniProgram: '关闭小程序', invokeNativePlugin: '调用超级应用的自定义接口',
  },
};

const chinese = navigator.language.toLowerCase().startsWith('zh');

export const language = chinese ? 'zh-CN' : 'en';
export const words = chinese ? CHINESE : ENGLISH;
