// A page of the mini program that the tests of the panels look at.
Page({
  data: { count: 1, list: ['oolong', 'pu-erh'], shop: { name: 'Tea', open: true } },
  onMessage({ detail }) {
    console.log('message', JSON.stringify(detail.data));
  },
  onEvent({ detail }) {
    console.log('event', JSON.stringify(detail.data));
  },
});
