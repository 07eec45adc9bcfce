// Where an order goes: a form, kept in the storage.

const CITIES = ['Hangzhou', 'Suzhou', 'Shanghai', 'Shenzhen', 'Hong Kong'];
const FIELDS = [
  { name: 'name', label: 'Name', type: 'text', hint: 'Who opens the door' },
  { name: 'phone', label: 'Phone', type: 'number', hint: 'Digits only' },
  { name: 'street', label: 'Street', type: 'text', hint: 'Street and number' },
];

Page({
  data: { fields: FIELDS, cities: CITIES, city: 0, address: { ring: true }, problem: '' },

  onLoad() {
    const address = wx.getStorageSync('address');
    if (address) this.setData({ address, city: Math.max(0, CITIES.indexOf(address.city)) });
  },

  move({ detail }) {
    this.setData({ city: Number(detail.value) });
  },

  save({ detail }) {
    const { name, phone, street, ring } = detail.value;
    const missing = FIELDS.find((field) => !String(detail.value[field.name] || '').trim());
    if (missing) return this.setData({ problem: `${missing.label} is missing.` });
    wx.setStorageSync('address', { name, phone, street, ring, city: CITIES[this.data.city] });
    wx.navigateBack();
  },
});
