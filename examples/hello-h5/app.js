// The mini program around the H5 page. It keeps what its pages share: whether the page drives itself, the messages
// that `bindmessage` has brought, and what another mini program sent back.

App({
  globalData: { drive: '', messages: [], returned: null },

  onShow({ scene, referrerInfo }) {
    // 1038: gone back to from another mini program.
    this.globalData.returned = scene === 1038 ? referrerInfo : null;
  },
});
