// The mini program of the panels' tests.
App({});
