// What all pages of this mini program are: a web-view with the packaged H5 page, and the messages both ways.

/** The options of `Page` for the page of this name. */
module.exports = function shell(name) {
  const { globalData } = getApp();
  return {
    data: { src: '' },

    onLoad(query) {
      if (query.drive) globalData.drive = query.drive;
      const drive = globalData.drive ? `&drive=${globalData.drive}` : '';
      this.setData({ src: `file://h5/index.html?page=${name}${drive}` });
    },

    onShow() {
      // The first time nobody listens yet: the H5 page is still loading.
      if (this.loaded) this.tell({ kind: 'shown', messages: globalData.messages, returned: globalData.returned });
    },

    onLoaded() {
      this.loaded = true;
    },

    onFailed({ detail }) {
      console.error('the web-view did not load', detail.fullUrl);
    },

    /** What `postMessage` has sent since the last time, as an array. */
    onMessage({ detail }) {
      console.log('bindmessage', detail.data);
      globalData.messages.push(...detail.data);
    },

    /** What `sendWebviewEvent` sends, at once. A ping is answered. */
    onEvent({ detail }) {
      if (detail.data.kind === 'ping') this.tell({ kind: 'pong', message: detail.data.message });
    },

    onShareAppMessage({ webViewUrl }) {
      return { title: 'Hello, H5', path: `/pages/index/index?from=${encodeURIComponent(webViewUrl)}` };
    },

    tell(event) {
      wx.sendWebviewEvent(event);
    },
  };
};
