// The words of the page in Simplified Chinese.

import type { Words } from '../words.ts';
import { panels } from './panels-zh.ts';

export const zh: Words = {
  ...panels,

  // Around the phone
  phone: '手机',
  panels: '面板',
  showPanels: '显示面板',
  hidePanels: '隐藏面板',
  resizePanels: '手机区域宽度',
  loading: '加载中',
  panelFailed: (reason) => `无法加载此面板：${reason}`,
  connecting: '正在连接 Sampan…',
  gone: 'Sampan 已断开，正在重新连接…',
  ended: (reason) => `Sampan 已结束：${reason}`,
};
