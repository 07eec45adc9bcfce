// A page of built-in components, and what came of them.
Page({
  data: { name: '', sent: '', gift: false, items: ['Sencha', 'Assam'] },

  type({ detail }) {
    this.setData({ name: detail.value });
  },

  toggle({ detail }) {
    this.setData({ gift: detail.value });
  },

  more() {
    this.setData({ items: [...this.data.items, `Tea ${this.data.items.length + 1}`] });
  },

  send({ detail }) {
    this.setData({ sent: JSON.stringify(detail.value) });
  },

  ask() {
    wx.showModal({
      title: 'Sure?',
      content: 'It cannot be undone',
      success: ({ confirm }) => this.setData({ sent: confirm ? 'confirmed' : 'cancelled' }),
    });
  },
});
