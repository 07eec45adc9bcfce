// The cart: how many of each, where to, and on to the checkout.

const cart = require('../../utils/cart');

Page({
  data: { entries: [], address: null },

  onShow() {
    this.setData({ address: wx.getStorageSync('address') || null });
    this.show();
  },

  show() {
    this.setData({ entries: cart.read() });
    cart.tell();
  },

  recount({ currentTarget, detail }) {
    const { id } = currentTarget.dataset;
    if (detail.value > 0) {
      cart.set(id, detail.value);
      return this.show();
    }
    const { name } = this.data.entries.find((entry) => entry.id === id);
    wx.showModal({
      title: 'Take it out?',
      content: name,
      confirmText: 'Out',
      cancelText: 'Keep',
      success: ({ confirm }) => {
        if (confirm) cart.set(id, 0);
        this.show();
      },
    });
  },

  checkout() {
    wx.navigateTo({ url: '/pages/checkout/checkout' });
  },
});
