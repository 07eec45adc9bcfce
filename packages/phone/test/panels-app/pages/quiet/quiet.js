// A page of the mini program that the tests of the panels look at.
Page({});
