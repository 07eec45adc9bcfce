// The interface description: navigation bar. As written there.

wx.setNavigationBarTitle({
  title: 'TCMPP',
  success: (res) => {
    console.log('setNavigationBarTitle success', res)
  },
  fail: (err) => {
    console.log('setNavigationBarTitle fail', err)
  }
})
