// Maps: a place is shown, one is chosen, a position is dragged; with MapLibre GL and without WebGL.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { answer, look, startStand, told, until } from './stand.mjs';

const PLACES = [
  { name: '深圳湾公园', address: '深圳市南山区', latitude: 22.5226, longitude: 113.9445 },
  { name: 'Window of the World', address: '9037 Shennan Blvd', latitude: 22.5365, longitude: 113.9725 },
];
const near = (actual, wanted, by) => assert.ok(Math.abs(actual - wanted) < by, `${actual} is not near ${wanted}`);

for (const [drawn, flags] of [['gl', []], ['canvas', ['--disable-3d-apis']]]) {
  describe(`drawn by ${drawn}`, () => {
    let stand;
    before(async () => { stand = await startStand({ flags }); });
    after(() => stand.end());

    test('a place has a pin, its name and address, and a link that is text', async () => {
      const request = { kind: 'location', ...PLACES[0], scale: 16, infoUrl: 'https://park.example/' };
      const { page, frame, complaints, inside } = await look(stand, request);
      await frame.locator(`.map[data-drawn=${drawn}]`).waitFor();
      await frame.getByRole('img', { name: 'Marker: 深圳湾公园' }).waitFor();
      await frame.getByRole('heading', { name: '深圳湾公园' }).waitFor();
      await frame.getByText('22.522600°, 113.944500°').waitFor();
      assert.equal(await inside.evaluate(() => document.querySelectorAll('a').length), 0);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await frame.getByRole('button', { name: 'Copy address' }).click();
      await frame.getByText('Copied').waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '深圳市南山区');
      assert.deepEqual(complaints, []);
      await page.close();
    });

    test('a marker that is dragged or moved by keys says where it is, and follows a new request', async () => {
      const request = { kind: 'pick', latitude: 22.5, longitude: 114, track: [[22.5, 114], [25, 118], [31, 121]] };
      const { page, frame, next } = await look(stand, request);
      const pin = frame.getByRole('button', { name: 'Position' });
      const middle = async () => { const { x, y, width, height } = await pin.boundingBox(); return [x + width / 2, y + height / 2]; };
      const [x, y] = await middle();
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 40, y - 30, { steps: 4 });
      await page.mouse.up();
      const dragged = await answer(page, 'position');
      // At zoom level 4.5 the world is 512 · 2^4.5 pixels wide.
      near(dragged.longitude, 114 + (40 / (512 * 2 ** 4.5)) * 360, 0.15);
      assert.ok(dragged.latitude > 23 && dragged.latitude < 25, `${dragged.latitude}`);
      await pin.focus();
      await page.keyboard.press('ArrowLeft');
      const moved = await answer(page, 'position', 2);
      assert.ok(moved.longitude < dragged.longitude);
      near(moved.latitude, dragged.latitude, 0.01);
      await next({ ...request, latitude: 40, longitude: 116 });
      // Into the middle of the map, its tip down.
      await until(async () => {
        const [atX, atY] = await middle();
        return Math.abs(atX - 195) < 3 && Math.abs(atY - 360) < 6;
      });
      assert.equal((await told(page)).filter(({ viewer }) => viewer === 'position').length, 2);
      await page.close();
    });

    test('a place of the list is chosen, or the middle of the map, or none', async () => {
      const { page, frame } = await look(stand, { kind: 'place', latitude: 22.53, longitude: 113.95, places: PLACES });
      await frame.getByRole('searchbox').fill('window');
      assert.equal(await frame.getByRole('radio').count(), 2);
      await frame.getByRole('radio', { name: 'Window of the World' }).click();
      await frame.getByRole('button', { name: 'OK' }).click();
      assert.deepEqual(await answer(page, 'place'), { viewer: 'place', ...PLACES[1] });
      await frame.getByRole('searchbox').fill('nowhere');
      await frame.getByText('No place of that name.').waitFor();
      await frame.getByRole('radio', { name: 'Middle of the map' }).click();
      const map = await frame.locator('.map').boundingBox();
      await page.mouse.move(map.x + 100, map.y + 100);
      await page.mouse.down();
      await page.mouse.move(map.x + 60, map.y + 100, { steps: 4 });
      // Held still, so that the map does not glide on.
      await frame.locator('.map').evaluate(() => new Promise((done) => { setTimeout(done, 300); }));
      await page.mouse.up();
      await frame.getByRole('button', { name: 'OK' }).click();
      const middle = await answer(page, 'place', 2);
      assert.equal(middle.name, `${middle.latitude.toFixed(6)}, ${middle.longitude.toFixed(6)}`);
      assert.ok(middle.longitude > 114.2, `${middle.longitude} lies east`);
      await frame.getByRole('button', { name: 'Cancel' }).click();
      await answer(page, 'close');
      await page.close();
    });
  });
}

describe('in a sheet of the phone', () => {
  let stand;
  before(async () => { stand = await startStand(); });
  after(() => stand.end());

  test('there is no second title bar, and Escape leaves', async () => {
    const { page, frame } = await look(stand, { kind: 'place', places: PLACES, isBare: true, language: 'zh-CN' });
    assert.equal(await frame.getByRole('heading').count(), 0);
    await frame.getByRole('radio', { name: '深圳湾公园' }).click();
    await frame.getByRole('button', { name: '确定' }).click();
    assert.deepEqual(await answer(page, 'place'), { viewer: 'place', ...PLACES[0] });
    await page.keyboard.press('Escape');
    await answer(page, 'close');
    await page.close();
  });
});

describe('with tiles', () => {
  let stand;
  before(async () => { stand = await startStand(); });
  after(() => stand.end());

  test('they are fetched from the server, at the place on its map, and said whose they are', async () => {
    const there = { latitude: 22.540796131694766, longitude: 113.9171764808363 };
    const tile = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#c9f" stroke="#fff"/></svg>';
    stand.file('tile.svg', tile);
    const tiles = { url: `${stand.origin}/tiles/{z}/{x}/{y}.svg`, attribution: '© Somebody' };
    // The other name of this machine is another origin.
    tiles.url = tiles.url.replace('127.0.0.1', 'localhost');
    const { page, frame, complaints } = await look(stand, { kind: 'place', ...there, places: PLACES, tiles });
    await frame.getByText('© Somebody').waitFor();
    // In WGS-84, which the tiles are in, that is 22.543847, 113.912316.
    assert.ok(stand.asked.includes('/tiles/17/107010/57107.svg'), `${stand.asked}`);
    // GCJ-02 in, GCJ-02 out, over a map of WGS-84.
    await frame.getByRole('button', { name: 'OK' }).click();
    const chosen = await answer(page, 'place');
    near(chosen.latitude, there.latitude, 1e-5);
    near(chosen.longitude, there.longitude, 1e-5);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
