// The interface description: an event for the H5 page. As written there.

wx.sendWebviewEvent({
  message: "I'm Miniprogram, I received"
})
