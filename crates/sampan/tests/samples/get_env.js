// The interface description: the environment, by the SDK. As written there.

wx.miniProgram.getEnv((res) => {
  console.log(res.miniprogram) // true
})
