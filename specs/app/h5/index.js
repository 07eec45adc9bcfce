// Each button calls one interface; what it answered stands in the page.
const say = (reply) => {
  document.getElementById('said').textContent = typeof reply === 'string' ? reply : JSON.stringify(reply);
};

const on = (id, run) => document.getElementById(id).addEventListener('click', run);

on('route', () => wx.miniProgram.navigateTo({ url: '/pages/second/second' }));
on('locate', () => wx.getLocation({ type: 'gcj02', complete: say }));
on('message', () => {
  wx.miniProgram.postMessage({ data: { kind: 'order', number: 7 } });
  say('sent');
});
