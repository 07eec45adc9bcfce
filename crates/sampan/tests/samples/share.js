// The interface description: the address of the web-view. As written there.

Page({
  onShareAppMessage(options) {
    console.log(options.webViewUrl)
  }
})
