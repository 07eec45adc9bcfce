// The order: how many cups and where to. It goes to the mini program as a message.

const form = document.querySelector('form');
const place = document.getElementById('place');
const send = document.getElementById('send');

document.getElementById('locate').addEventListener('click', async () => {
  try {
    const { latitude, longitude } = await wx.getLocation({ type: 'wgs84' });
    place.value = `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
    send.disabled = false;
  } catch {
    place.value = 'Without a position there is no tea.';
  }
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  wx.miniProgram.postMessage({ data: { cups: Number(form.elements.cups.value), place: place.value } });
  wx.miniProgram.navigateBack();
});
