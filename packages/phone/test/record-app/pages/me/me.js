// Another tab to go to.
Page({});
