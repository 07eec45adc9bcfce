// A page of the tabBar.
Page({})
