// The words of the panels in Simplified Chinese.

import type { panels as english } from './panels-en.ts';

export const panels: typeof english = {
  panelCalls: '桥接',
};
