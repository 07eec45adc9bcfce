// The mini program of the fixture's tests: two pages with an H5 page in each.

App({});
