// Holds an H5 page and keeps what it tells.
Page({
  data: { heard: [] },

  onMessage({ detail }) {
    this.setData({ heard: detail.data });
  },

  onEvent({ detail }) {
    wx.sendWebviewEvent({ echo: detail.data });
  },

  onShareAppMessage() {
    return { title: 'Specs' };
  },
});
