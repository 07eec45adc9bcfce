// The checkout: an H5 page in a web-view, and what it and the mini program tell each other.
//
//   both        storage `cart`        the cart itself
//   H5 → us     sendWebviewEvent      at once: a new total, a coupon to check, the wish to leave
//   us → H5     wx.sendWebviewEvent   at once: whether the coupon is good
//   H5 → us     postMessage           when the page goes away: the order

const cart = require('../../utils/cart');
const orders = require('../../utils/orders');

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
    if (kind === 'total') wx.setNavigationBarTitle({ title: `Checkout, ${(total / 100).toFixed(2)}` });
    if (kind === 'coupon') wx.sendWebviewEvent({ kind: 'coupon', code, percent: COUPONS[code] || 0 });
    if (kind === 'leave') this.leave();
  },

  /** Opened from a shared card this is the only page, and there is nothing to go back to. */
  leave() {
    if (getCurrentPages().length > 1) wx.navigateBack();
    else wx.switchTab({ url: '/pages/orders/orders' });
  },

  /** All that `postMessage` has sent, oldest first. The order is the last word. */
  onMessage({ detail }) {
    const order = detail.data.filter(({ kind }) => kind === 'order').pop();
    if (!order) return;
    orders.add(order);
    cart.clear();
    wx.switchTab({ url: '/pages/orders/orders' });
  },

  onFailed({ detail }) {
    console.error('the checkout did not load', detail.fullUrl);
  },

  onShareAppMessage({ webViewUrl }) {
    return { title: 'My teas', path: `/pages/checkout/checkout?url=${encodeURIComponent(webViewUrl)}` };
  },
});
