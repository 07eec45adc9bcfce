// One tea: how much of it, how many packs.

const cart = require('../../utils/cart');
const teas = require('../../data/teas');

/** In units of 50 g. */
const SIZES = [{ size: 1, name: '50 g' }, { size: 2, name: '100 g' }, { size: 5, name: '250 g' }];

Page({
  data: { tea: null, sizes: SIZES, size: 1, count: 1 },

  onLoad({ id }) {
    const tea = teas.byId(id) || null;
    this.setData({ tea });
    if (tea) wx.setNavigationBarTitle({ title: tea.name });
  },

  resize({ detail }) {
    this.setData({ size: Number(detail.value) });
  },

  recount({ detail }) {
    this.setData({ count: detail.value });
  },

  add() {
    const { tea, size, count } = this.data;
    const { name } = SIZES.find((one) => one.size === size);
    cart.add({ id: `${tea.id}-${size}`, name: `${tea.name}, ${name}`, price: tea.price * size }, count);
    wx.showToast({ title: 'In the cart', icon: 'success' });
  },

  look() {
    wx.showActionSheet({
      itemList: ['Share this tea', 'Go to the cart'],
      success: ({ tapIndex }) => {
        if (tapIndex === 1) wx.switchTab({ url: '/pages/cart/cart' });
        else wx.showToast({ title: 'Use the menu above', icon: 'none' });
      },
      fail() {},
    });
  },

  onShareAppMessage() {
    const { tea } = this.data;
    return { title: tea ? tea.name : 'A tea shop', path: `/pages/tea/tea?id=${tea ? tea.id : ''}` };
  },
});
