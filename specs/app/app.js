// The mini program that our own specs drive.
App({});
