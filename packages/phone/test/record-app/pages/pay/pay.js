// The page around an H5 page.
Page({});
