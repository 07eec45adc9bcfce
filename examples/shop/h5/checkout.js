// The checkout: shows the cart from the shared storage, tells the mini program every new total at once, and leaves
// the order behind as a message that is delivered when the page closes.

const { wx } = window;
const find = (id) => document.querySelector(`#${id}`);

let entries = [];
let percent = 0;

wx.miniProgram.onWebviewEvent(({ kind, code, percent: granted }) => {
  if (kind !== 'coupon') return;
  percent = granted;
  find('said').textContent = granted ? `${code}: ${granted} % off` : `${code} is not a coupon of ours`;
  show();
});

find('coupon').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = find('code').value.trim().toUpperCase();
  if (code) wx.miniProgram.sendWebviewEvent({ data: { kind: 'coupon', code } });
});

find('pay').addEventListener('click', () => {
  const number = Date.now().toString(36).toUpperCase();
  wx.miniProgram.postMessage({ data: { kind: 'order', number, entries, total: total() } });
  wx.miniProgram.navigateBack();
});

try {
  entries = (await wx.getStorage({ key: 'cart' })).data;
} catch {
  // Nothing was ever put into the cart.
}
show();

async function change(entry, by) {
  entry.count += by;
  entries = entries.filter(({ count }) => count > 0);
  await wx.setStorage({ key: 'cart', data: entries });
  show();
}

function total() {
  const sum = entries.reduce((all, { price, count }) => all + price * count, 0);
  return Math.round((sum * (100 - percent)) / 100);
}

function show() {
  find('entries').replaceChildren(...entries.map(line));
  find('empty').hidden = entries.length > 0;
  find('total').textContent = (total() / 100).toFixed(2);
  find('pay').disabled = entries.length === 0;
  wx.miniProgram.sendWebviewEvent({ data: { kind: 'total', total: total() } });
}

function line(entry) {
  const item = document.createElement('li');
  const text = document.createElement('span');
  text.textContent = `${entry.count} × ${entry.name}`;
  item.append(text, button('−', `One ${entry.name} less`, () => change(entry, -1)));
  item.append(button('+', `One ${entry.name} more`, () => change(entry, 1)));
  return item;
}

function button(sign, label, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = sign;
  made.setAttribute('aria-label', label);
  made.addEventListener('click', act);
  return made;
}
