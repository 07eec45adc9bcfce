// A tea shop: teas, cart and orders are pages of the mini program, the checkout is an H5 page in a web-view.

const cart = require('./utils/cart');

App({
  onLaunch() {
    // One change of the cart, whoever made it, is one number at the tab.
    cart.onChange((entries) => {
      const count = entries.reduce((sum, entry) => sum + entry.count, 0);
      const index = 1;
      // Fails on a page without tabs: the number is set when one is shown again.
      if (count) wx.setTabBarBadge({ index, text: String(count), fail() {} });
      else wx.removeTabBarBadge({ index, fail() {} });
    });
  },
});
