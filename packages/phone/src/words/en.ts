// The words of the page in English: this catalogue is the shape of all. The panels' own are in `panels-en.ts`.

import { panels } from './panels-en.ts';

export const en = {
  ...panels,

  // Around the phone
  phone: 'Phone',
  panels: 'Panels',
  showPanels: 'Show the panels',
  hidePanels: 'Hide the panels',
  resizePanels: 'Width of the phone',
  loading: 'Loading',
  panelFailed: (reason: string) => `This panel could not be loaded: ${reason}`,
  connecting: 'Connecting to Sampan …',
  gone: 'Sampan is not there. Connecting again …',
  ended: (reason: string) => `Sampan has ended: ${reason}`,
};
