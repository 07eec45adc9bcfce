// The cart. It lives in the storage of the mini program, which the H5 checkout shares: both read and write this key.

const KEY = 'cart';
const MOST = 99;
const listeners = [];

/** `[{ id, name, price, count }]`; prices in cents. */
function read() {
  return wx.getStorageSync(KEY) || [];
}

function write(entries) {
  wx.setStorageSync(KEY, entries);
  tell(entries);
}

function add(tea, count = 1) {
  const entries = read();
  const entry = entries.find(({ id }) => id === tea.id);
  if (entry) entry.count = Math.min(MOST, entry.count + count);
  else entries.push({ id: tea.id, name: tea.name, price: tea.price, count });
  write(entries);
}

/** So many of a tea; none takes it out. */
function set(id, count) {
  write(read().map((entry) => (entry.id === id ? { ...entry, count } : entry)).filter((entry) => entry.count > 0));
}

function clear() {
  wx.removeStorageSync(KEY);
  tell([]);
}

function total(entries) {
  return entries.reduce((sum, { price, count }) => sum + price * count, 0);
}

/** Calls this with what is in the cart, now and after every change made here. */
function onChange(listener) {
  listeners.push(listener);
  listener(read());
}

/** After a page that may have changed the cart by itself: the H5 checkout. */
function tell(entries = read()) {
  for (const listener of listeners) listener(entries);
}

module.exports = { read, add, set, clear, total, onChange, tell };
