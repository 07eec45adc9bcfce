// What was ordered, newest first, in the storage.

const KEY = 'orders';
const KEPT = 50;

function read() {
  return wx.getStorageSync(KEY) || [];
}

function add(order) {
  wx.setStorageSync(KEY, [{ ...order, time: Date.now() }, ...read()].slice(0, KEPT));
}

module.exports = { read, add };
