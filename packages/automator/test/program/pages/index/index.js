// One element of each kind, and what they were told.
Page({
  data: {
    taps: [], list: [{ name: 'green' }, { name: 'black' }], html: '<b>bold</b>', show: true, text: 'a & <b>', told: {},
    wheels: [1], src: '',
  },
  note(event) {
    const { type, detail, touches = [], currentTarget } = event
    this.data.taps.push([currentTarget.id, type])
    this.setData({ taps: this.data.taps, told: { type, detail, touches, id: currentTarget.id } })
  },
  add(a, b) {
    return a + b
  },
  async later(value) {
    await new Promise((done) => setTimeout(done, 5))
    return { value }
  },
  fails() {
    throw new TypeError('it fails')
  },
  ask() {
    wx.showModal({ title: 'Sure?', content: 'Really', success: ({ confirm }) => this.setData({ confirmed: confirm }) })
  },
  locate() {
    const done = (located) => this.setData({ located })
    wx.authorize({ scope: 'scope.userLocation', success: () => done('allowed'), fail: () => done('refused') })
  },
  pay() {
    const done = (paid) => this.setData({ paid })
    wx.requestPayment({
      timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'MD5', paySign: 's',
      success: () => done('paid'), fail: ({ errMsg }) => done(errMsg),
    })
  },
  log() {
    console.log('a line', { of: ['values'] }, 1, null)
    console.warn('careful')
  },
  onShareAppMessage: () => ({ title: 'Tea', path: '/pages/index/index' }),
  onPageScroll({ scrollTop }) {
    this.data.scrolled = scrollTop
  },
})
