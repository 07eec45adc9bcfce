// What was ordered.

const cart = require('../../utils/cart');
const orders = require('../../utils/orders');

const two = (number) => String(number).padStart(2, '0');

function when(time) {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

Page({
  data: { orders: [] },

  onShow() {
    cart.tell();
    this.setData({ orders: orders.read().map((order) => ({ ...order, when: when(order.time) })) });
  },
});
