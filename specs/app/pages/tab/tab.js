// A tab that is drawn by the mini program itself.
Page({
  toForm() {
    wx.navigateTo({ url: '/pages/form/form' });
  },
});
