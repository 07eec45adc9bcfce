// What the shop sells; prices in cents for 50 g.

const KINDS = [
  { id: 'all', name: 'All' },
  { id: 'green', name: 'Green' },
  { id: 'oolong', name: 'Oolong' },
  { id: 'black', name: 'Black' },
  { id: 'white', name: 'White' },
  { id: 'dark', name: 'Dark' },
];

const TEAS = [
  ['longjing', 'Longjing', 'green', 1850, 'Hangzhou', 80, 'Pan-fired flat leaves; chestnut, fresh peas, a sweet end.'],
  ['biluochun', 'Biluochun', 'green', 2100, 'Suzhou', 75, 'Small curled buds, picked among fruit trees; light and flowery.'],
  ['tieguanyin', 'Tieguanyin', 'oolong', 1420, 'Anxi', 95, 'Tightly rolled; orchid in the first cups, honey in the later ones.'],
  ['dahongpao', 'Da Hong Pao', 'oolong', 3200, 'Wuyi', 98, 'From the rocks; roasted, mineral, long.'],
  ['keemun', 'Keemun', 'black', 1280, 'Qimen', 90, 'Fine and dark; cocoa, wine, a little smoke.'],
  ['dianhong', 'Dianhong', 'black', 1150, 'Yunnan', 92, 'Golden buds; malt and sweet potato.'],
  ['yinzhen', 'Silver Needle', 'white', 2760, 'Fuding', 80, 'Only buds, only dried; melon, hay, silk.'],
  ['puer', 'Pu’er', 'dark', 2300, 'Menghai', 100, 'Ripened ten years; earth, dates, very calm.'],
].map(([id, name, kind, price, place, degrees, words]) => ({
  id, name, kind, price, place, degrees, words, image: `/images/teas/${id}.svg`,
}));

/** Of a kind, whose name or place has these letters. */
function find(kind, letters) {
  const wanted = letters.trim().toLowerCase();
  return TEAS.filter((tea) => (kind === 'all' || tea.kind === kind)
    && `${tea.name} ${tea.place}`.toLowerCase().includes(wanted));
}

const byId = (id) => TEAS.find((tea) => tea.id === id);

module.exports = { KINDS, find, byId };
