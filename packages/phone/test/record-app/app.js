// A mini program for recording: what is done in it is done again by what was recorded.
App({});
