// A bit of everything that is recorded: taps in rows alike, a right, a dialog, pictures.
Page({
  data: { cups: 0, pictures: 0, place: '' },
  add() { this.setData({ cups: this.data.cups + 1 }); },
  where() { wx.getLocation({ success: () => this.setData({ place: 'found' }) }); },
  sure() { wx.showModal({ title: 'Sure?', success: ({ confirm }) => confirm && this.setData({ cups: 0 }) }); },
  pick() { wx.chooseImage({ count: 2, success: ({ tempFilePaths }) => this.setData({ pictures: tempFilePaths.length }) }); },
});
