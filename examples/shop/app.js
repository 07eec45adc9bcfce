// A tea shop: teas and cart are pages of the mini program, the checkout is an H5 page in a web-view.

App({
  /** The last order, from the checkout. */
  globalData: { order: null },
});
