// The page that the tests begin on.

Page({ data: { src: 'file://h5/a.html' } });
