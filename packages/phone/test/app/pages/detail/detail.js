// A page that holds the H5 page and can be pulled down.
Page({
  onPullDownRefresh() {
    // The test looks at the dots first.
    setTimeout(() => wx.stopPullDownRefresh(), 600);
  },
});
