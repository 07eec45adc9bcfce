// What the tests of the panels call by name.
window.heard = [];
wx.miniProgram.onWebviewEvent((event) => window.heard.push(event));
console.log('the page is there');
