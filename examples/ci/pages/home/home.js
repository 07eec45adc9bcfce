// The first page: says what was ordered last.

const { globalData } = getApp();

Page({
  data: { said: 'No order yet' },

  onShow() {
    const { order } = globalData;
    if (order) this.setData({ said: `${order.cups} cups to ${order.place}` });
  },

  order() {
    wx.navigateTo({ url: '/pages/order/order' });
  },
});
