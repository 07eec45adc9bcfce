// The tour lives in its one page.
App({})
