// The interface description: the environment, by the user agent. As written there.

console.log(window.navigator.userAgent);
