// See shell.js: every page here is the same web-view under another name.

const shell = require('../../shell');

Page(shell('tab'));
