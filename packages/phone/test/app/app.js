// The mini program of the phone's tests.
App({});
