// The cart, and after a checkout the order.

const cart = require('../../cart');

Page({
  data: { entries: [], total: '0.00', order: null },

  onShow() {
    const entries = cart.read();
    this.setData({ entries, total: cart.money(cart.total(entries)), order: getApp().globalData.order });
  },

  checkout() {
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
