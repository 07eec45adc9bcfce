// What the page says, in the language of the phone.

const catalogues = {
  en: {
    title: 'The tour',
    inside: 'Every interface of the H5 JSSDK',
    outside: 'Not in a mini program: nothing will answer',
    silent: 'called; the host does not answer this one',
    call: 'Call',
    groups: {
      storage: 'Storage', images: 'Images', voice: 'Voice', place: 'Location', device: 'Documents, codes, network',
      account: 'Account and payment', page: 'This page', messages: 'Messages', route: 'Routing and jumps',
    },
  },
  zh: {
    title: '导览',
    inside: 'H5 JSSDK 的全部接口',
    outside: '不在小程序中：不会有应答',
    silent: '已调用；宿主对它没有应答',
    call: '调用',
    groups: {
      storage: '数据缓存', images: '图片', voice: '录音与播放', place: '位置', device: '文档、扫码与网络',
      account: '账号与支付', page: '本页', messages: '消息', route: '路由与跳转',
    },
  },
}

export const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
export const words = catalogues[language]
