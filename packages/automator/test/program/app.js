// The program of the tests: what every class of the client needs.
App({
  globalData: { shop: 'tea' },
  onLaunch(options) {
    this.launched = options
  },
})
