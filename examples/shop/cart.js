// The cart. It lives in the storage of the mini program, which the H5 checkout shares: both read and write this key.

const KEY = 'cart';

/** `[{ id, name, price, count }]`; prices in cents. */
function read() {
  return wx.getStorageSync(KEY) || [];
}

function add(tea) {
  const cart = read();
  const entry = cart.find(({ id }) => id === tea.id);
  if (entry) entry.count += 1;
  else cart.push({ ...tea, count: 1 });
  wx.setStorageSync(KEY, cart);
}

function clear() {
  wx.removeStorageSync(KEY);
}

function total(cart) {
  return cart.reduce((sum, { price, count }) => sum + price * count, 0);
}

function money(cents) {
  return (cents / 100).toFixed(2);
}

module.exports = { read, add, clear, total, money };
