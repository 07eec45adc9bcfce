// What the viewer says, in the language of the phone.

const english = {
  viewer: 'Viewer',
  close: 'Close',
  previous: 'Previous picture',
  next: 'Next picture',
  zoom: 'Zoom',
  picture: (at: number, of: number) => `Picture ${at} of ${of}`,
  noPicture: 'This picture cannot be shown.',
  page: (at: number, of: number) => `Page ${at} of ${of}`,
  pages: (count: number) => (count === 1 ? '1 page' : `${count} pages`),
  loading: 'Loading …',
  unreadable: 'This document cannot be read.',
  notYet: 'Documents of this type cannot be shown yet.',
  cut: 'The rest of this long text is not shown.',
  type: 'Type',
  size: 'Size',
  unknown: 'unknown',
  latitude: 'Latitude',
  longitude: 'Longitude',
  place: 'Location',
  nothing: 'There is nothing to look at.',
};

const chinese: typeof english = {
  viewer: '查看',
  close: '关闭',
  previous: '上一张',
  next: '下一张',
  zoom: '缩放',
  picture: (at, of) => `第 ${at} 张，共 ${of} 张`,
  noPicture: '无法显示这张图片。',
  page: (at, of) => `第 ${at} 页，共 ${of} 页`,
  pages: (count) => `共 ${count} 页`,
  loading: '正在加载…',
  unreadable: '无法读取此文档。',
  notYet: '暂不支持显示此类型的文档。',
  cut: '文本过长，其余内容未显示。',
  type: '类型',
  size: '大小',
  unknown: '未知',
  latitude: '纬度',
  longitude: '经度',
  place: '位置',
  nothing: '没有可查看的内容。',
};

export const isChinese = navigator.language.toLowerCase().startsWith('zh');
export const words = isChinese ? chinese : english;
