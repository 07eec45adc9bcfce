// The stops of the tour: every interface, in an order in which each finds what it needs.
//
// A stop is a name and what to call; `silent` ones are never answered by a host, `ends` ones leave the page and come
// last. What one stop finds (a picture, a recording) the later ones use.

const found = {}
const { miniProgram } = window.wx ?? {}

/** Waits for the first event that the mini program sends back. */
const echo = () =>
  new Promise((done) => {
    const listener = (event) => {
      miniProgram.offWebviewEvent(listener)
      done(event)
    }
    miniProgram.onWebviewEvent(listener)
    miniProgram.sendWebviewEvent({ data: { message: 'Hi TCMPP' } })
  })

const picture = async () => (found.picture ??= (await wx.chooseImage({ count: 1 })).tempFilePaths[0])

/** Records for a moment; the recording answers when it has ended. */
async function record() {
  const recording = wx.startRecord()
  await new Promise((done) => setTimeout(done, 400))
  found.stopped = await wx.stopRecord()
  const reply = await recording
  found.voice = reply.tempFilePath
  return reply
}

const recorded = async () => found.voice ?? (await record()).tempFilePath

/** Starts playing and gives the sound a moment to be playing. */
async function playing() {
  const end = wx.playVoice({ filePath: await recorded() }).catch((error) => error)
  await new Promise((done) => setTimeout(done, 100))
  return end
}

export const GROUPS = {
  storage: [
    ['setStorage', () => wx.setStorage({ key: 'tour', data: { stop: 1 } })],
    ['getStorage', () => wx.getStorage({ key: 'tour' })],
    ['getStorageInfo', () => wx.getStorageInfo()],
    ['removeStorage', () => wx.removeStorage({ key: 'tour' })],
    ['clearStorage', () => wx.clearStorage()],
  ],
  images: [
    ['chooseImage', () => wx.chooseImage({ count: 2, sizeType: ['compressed'] })],
    ['getLocalImgData', async () => wx.getLocalImgData({ filePath: await picture() })],
    ['previewImage', async () => wx.previewImage({ urls: [await picture()] })],
  ],
  voice: [
    ['startRecord', record],
    ['stopRecord', async () => (await recorded(), found.stopped)],
    ['pauseVoice', async () => (playing(), await new Promise((done) => setTimeout(done, 150)), wx.pauseVoice())],
    ['playVoice', async () => wx.playVoice({ filePath: await recorded() })],
    ['stopVoice', async () => (playing(), await new Promise((done) => setTimeout(done, 150)), wx.stopVoice())],
  ],
  place: [
    ['getLocation', () => wx.getLocation({ type: 'gcj02' })],
    ['chooseLocation', () => wx.chooseLocation({})],
    ['openLocation', () => wx.openLocation({ latitude: 22.2869, longitude: 114.1603, name: 'Pier 7' })],
  ],
  device: [
    ['scanCode', () => wx.scanCode({})],
    ['getNetworkType', () => wx.getNetworkType({})],
    ['openDocument', () => wx.openDocument({ filePath: 'file://h5/guide.pdf', fileType: 'pdf' })],
  ],
  account: [
    ['login', () => wx.login()],
    ['checkSession', async () => (await wx.login(), wx.checkSession())],
    ['getPhoneNumber', () => wx.getPhoneNumber()],
    ['getEmailAddress', () => wx.getEmailAddress()],
    ['chooseAvatar', () => wx.chooseAvatar()],
    ['getNickname', () => wx.getNickname()],
    ['hideNicknameAccessory', () => wx.hideNicknameAccessory()],
    ['requestPayment', () => wx.requestPayment({
      timeStamp: '1700000000', nonceStr: 'tour', package: 'prepay_id=7', signType: 'RSA', paySign: 'signed',
    })],
    ['showAppMenu', () => wx.showAppMenu()],
  ],
  page: [
    ['getEnv', () => new Promise((done) => miniProgram.getEnv(done))],
    ['checkJsApi', () => wx.checkJsApi({ jsApiList: ['chooseImage', 'scanCode', 'noSuchInterface'] })],
    ['canGoBack', () => wx.canGoBack()],
    ['setNavigationBarTitle', () => wx.setNavigationBarTitle({ title: 'The tour' })],
    ['invokeNativePlugin', () => wx.invokeNativePlugin({ api_name: 'customApiName', data: {} })],
  ],
  messages: [
    ['sendWebviewEvent', echo],
    ['onWebviewEvent', echo],
    ['offWebviewEvent', echo],
    ['postMessage', () => miniProgram.postMessage({ data: { name: 'TCMPP' } }), 'silent'],
  ],
  route: [
    ['navigateTo', () => miniProgram.navigateTo({ url: '/pages/index/index' }), 'ends'],
    ['redirectTo', () => miniProgram.redirectTo({ url: '/pages/index/index' }), 'ends'],
    ['navigateBack', () => miniProgram.navigateBack(), 'silent'],
    ['switchTab', () => miniProgram.switchTab({ url: '/pages/index/index' }), 'silent'],
    ['reLaunch', () => miniProgram.reLaunch({ url: '/pages/index/index' }), 'ends'],
    ['navigateToMiniProgram', () => wx.navigateToMiniProgram({ appId: 'mpnobody' }).catch((error) => error)],
    ['navigateBackMiniProgram', () => wx.navigateBackMiniProgram().catch((error) => error)],
    ['exitMiniProgram', () => wx.exitMiniProgram(), 'ends'],
  ],
}
