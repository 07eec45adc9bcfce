// What the phone's tests touch: each event leaves its name in `seen`.
window.seen = [];
const note = (name) => (event) => window.seen.push(name(event));
for (const type of ['touchstart', 'touchend', 'touchcancel']) {
  document.addEventListener(type, note((event) => `${type} ${event.touches.length}`), { passive: true });
}
document.getElementById('button').addEventListener('click', note(() => 'click'));
document.getElementById('field').addEventListener('keydown', note((event) => `key ${event.key}`));
document.getElementById('field').addEventListener('compositionend', note((event) => `composed ${event.data}`));

// Calls an interface and keeps what it replied.
window.call = (name, parameters = {}) => {
  window.replied = '';
  const owner = name in wx ? wx : wx.miniProgram;
  owner[name]({ ...parameters, complete: (reply) => void (window.replied = JSON.stringify(reply)) });
};
