// The words of the panels in English.

export const panels = {
  panelCalls: 'Bridge',
};
