// The teas. A tap puts one into the cart.

const cart = require('../../cart');

const TEAS = [
  { id: 'longjing', name: 'Longjing', price: 1850 },
  { id: 'tieguanyin', name: 'Tieguanyin', price: 1420 },
  { id: 'puer', name: 'Pu’er', price: 2300 },
];

Page({
  data: { teas: TEAS.map((tea) => ({ ...tea, money: cart.money(tea.price) })), count: 0 },

  onLoad({ back }) {
    this.isVisit = back === '1';
  },

  onShow() {
    this.setData({ count: cart.read().length });
  },

  onReady() {
    // Opened by another mini program just to be seen: go back to it.
    if (this.isVisit) wx.navigateBackMiniProgram({ extraData: { from: 'shop' } });
  },

  add({ currentTarget }) {
    const { id, name, price } = TEAS.find((tea) => tea.id === currentTarget.dataset.id);
    cart.add({ id, name, price });
    this.setData({ count: cart.read().length });
  },
});
