// The page that is opened from it.

Page({ data: { src: 'file://h5/b.html' } });
