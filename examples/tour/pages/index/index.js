// Shows the tour's H5 page and answers its events, so that messages can be seen going both ways.
Page({
  data: { src: '' },
  onLoad(query) {
    this.setData({ src: `file://h5/index.html${query.drive ? '?drive=1' : ''}` })
  },
  onEvent(event) {
    wx.sendWebviewEvent({ echo: event.detail.data })
  },
  onMessage(event) {
    console.log('messages', JSON.stringify(event.detail.data))
  },
  onError(event) {
    console.error('the page did not load', JSON.stringify(event.detail))
  },
  onShareAppMessage(options) {
    return { title: 'A tour of Sampan', path: `/pages/index/index?from=${encodeURIComponent(options.webViewUrl)}` }
  },
})
