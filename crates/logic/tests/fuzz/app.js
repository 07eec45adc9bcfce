// The mini program of the fuzz test.
App({})
