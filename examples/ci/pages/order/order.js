// The page around the H5 page: keeps the order that it sends.

const { globalData } = getApp();

Page({
  data: { src: 'file://h5/index.html' },

  // Messages arrive when the page goes; the last one counts.
  onMessage({ detail }) {
    globalData.order = detail.data[detail.data.length - 1];
  },
});
