// The shelf: teas by kind and by letters. A tap on one opens it, its button puts it into the cart.

const cart = require('../../utils/cart');
const teas = require('../../data/teas');

Page({
  data: {
    banners: [
      { id: 'longjing', title: 'Before the rain', words: 'The first Longjing of the year', colour: '#4d7a3f' },
      { id: 'dahongpao', title: 'From the rocks', words: 'Da Hong Pao, roasted over wood', colour: '#8c432a' },
      { id: 'yinzhen', title: 'Only buds', words: 'Silver Needle from Fuding', colour: '#5d7467' },
    ],
    kinds: teas.KINDS,
    kind: 'all',
    letters: '',
    teas: teas.find('all', ''),
  },

  onLoad({ back }) {
    this.isVisit = back === '1';
  },

  onShow() {
    cart.tell();
  },

  onReady() {
    // Opened by another mini program just to be seen: go back to it.
    if (this.isVisit) wx.navigateBackMiniProgram({ extraData: { from: 'shop' } });
  },

  onPullDownRefresh() {
    this.setData({ kind: 'all', letters: '' });
    this.show();
    wx.stopPullDownRefresh();
  },

  choose({ currentTarget }) {
    this.setData({ kind: currentTarget.dataset.kind });
    this.show();
  },

  search({ detail }) {
    this.setData({ letters: detail.value });
    this.show();
  },

  show() {
    this.setData({ teas: teas.find(this.data.kind, this.data.letters) });
  },

  open({ detail }) {
    wx.navigateTo({ url: `/pages/tea/tea?id=${detail.id}` });
  },

  openBanner({ currentTarget }) {
    wx.navigateTo({ url: `/pages/tea/tea?id=${currentTarget.dataset.id}` });
  },

  add({ detail }) {
    const tea = teas.byId(detail.id);
    cart.add(tea);
    wx.showToast({ title: `${tea.name} added`, icon: 'success' });
  },

  onShareAppMessage() {
    return { title: 'A tea shop', path: '/pages/index/index' };
  },
});
