// The interface description: location. As written there.
// But for the brace that closes the first `success`, which is missing there.

wx.getLocation({
  success: (res) => {
    console.log('getLocation success', res)

    const latitude = res.latitude
    const longitude = res.longitude
    wx.openLocation({
      latitude,
      longitude,
      success: (res) => {
        console.log('openLocation success', res)
      },
      fail: (err) => {
        console.log('openLocation fail', err)
      }
    })
    wx.chooseLocation({
      latitude,
      longitude,
      success: (res) => {
        console.log('chooseLocation success', res)
      },
      fail: (err) => {
        console.log('chooseLocation fail', err)
      }
    })
  },
  fail: (err) => {
    console.log('getLocation fail', err)
  }
})
