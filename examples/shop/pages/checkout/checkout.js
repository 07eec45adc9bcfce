// The checkout: an H5 page in a web-view, and what it and the mini program tell each other.
//
//   both        storage `cart`        the cart itself
//   H5 → us     sendWebviewEvent      at once: a changed count, a coupon to check
//   us → H5     wx.sendWebviewEvent   at once: whether the coupon is good
//   H5 → us     postMessage           when the page is gone back from: the order

const cart = require('../../cart');

const PAGE = 'file://h5/checkout.html';
const COUPONS = { SAMPAN: 10 };

Page({
  data: { src: '' },

  onLoad({ url }) {
    // Somebody shared the page they were on. Only our own pages are opened again.
    const shared = url ? decodeURIComponent(url) : '';
    this.setData({ src: shared.startsWith('file://h5/') ? shared : PAGE });
  },

  onEvent({ detail }) {
    const { kind, total, code } = detail.data;
    if (kind === 'total') wx.setNavigationBarTitle({ title: `Checkout, ${cart.money(total)}` });
    if (kind === 'coupon') wx.sendWebviewEvent({ kind: 'coupon', code, percent: COUPONS[code] || 0 });
  },

  /** All that `postMessage` has sent, oldest first. The order is the last word. */
  onMessage({ detail }) {
    const order = detail.data.filter(({ kind }) => kind === 'order').pop();
    if (!order) return;
    getApp().globalData.order = order;
    cart.clear();
  },

  onFailed({ detail }) {
    console.error('the checkout did not load', detail.fullUrl);
  },

  onShareAppMessage({ webViewUrl }) {
    return { title: 'My teas', path: `/pages/checkout/checkout?url=${encodeURIComponent(webViewUrl)}` };
  },
});
