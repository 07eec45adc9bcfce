// A timeline of 10,000 calls: few rows in the document, however it is scrolled. The times of frames and of our work in them
// are printed and held to nothing: they depend on the machine.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { open } from './phone.mjs';

const CALLS = 10_000;

let phone;
before(async () => {
  phone = await open({
    args: [fileURLToPath(new URL('./panels-app', import.meta.url))],
    hash: '#panel=bridge',
    context: { viewport: { width: 1360, height: 900 } },
  });
});
after(async () => {
  await phone?.close();
});

/** In the page: does something in each of so many frames; answers the times of frames and of the work in them. */
const measure = (what) =>
  phone.page.evaluate(async (what) => {
    const list = document.querySelector('#panel-bridge .list-scroller');
    const step = new Function('list', 'frame', what);
    const frames = [];
    const work = [];
    let last = performance.now();
    for (let frame = 0; frame < 180; frame++) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - last);
      last = now;
      step(list, frame);
      // The event of the scroll comes before the next frame; here it is wanted now.
      list.dispatchEvent(new Event('scroll'));
      void list.offsetHeight;
      work.push(performance.now() - now);
    }
    const at = (list, share) => list.toSorted((a, b) => a - b)[Math.floor(list.length * share)];
    return {
      frame: at(frames, 0.5), slowFrame: at(frames, 0.95), work: at(work, 0.5), slowWork: at(work, 0.95),
      rows: list.querySelectorAll('[role=option]').length, top: list.scrollTop,
    };
  }, what);

const print = (t, what, { frame, slowFrame, work, slowWork, rows }) => {
  const ms = (value) => value.toFixed(1);
  t.diagnostic(`${what}: frame ${ms(frame)} ms (p95 ${ms(slowFrame)}), our work ${ms(work)} ms (p95 ${ms(slowWork)}), ${rows} rows`);
};

test('10,000 calls are a list of a few rows, and scrolling through them adds none', async (t) => {
  await phone.run(`(async () => {
    for (let sent = 0; sent < ${CALLS}; sent += 250) {
      await Promise.all(Array.from({ length: 250 }, (_, index) =>
        new Promise((done) => WeixinJSBridge.invoke('getStorage', { key: 'k' + (sent + index) }, done))));
    }
    return 1;
  })()`);
  await phone.page.waitForFunction(
    () => Number(document.querySelector('#panel-bridge [role=option]')?.getAttribute('aria-setsize')) > 9000,
  );
  const { rows } = await measure('');
  assert.ok(rows < 80, `${rows} rows are in the document`);
  const last = phone.page.locator('#panel-bridge [role=option]').filter({ hasText: `k${CALLS - 1}` });
  await last.waitFor();

  const slow = await measure('list.scrollTop = frame * 90');
  print(t, 'scrolling by 90 px a frame', slow);
  const fast = await measure('list.scrollTop = frame * 1200');
  print(t, 'scrolling by 1200 px a frame', fast);
  assert.ok(slow.rows < 80 && fast.rows < 80, 'scrolling adds no rows');

  await phone.page.getByRole('button', { name: '↓ Latest' }).click();
  await last.waitFor();
});

test('the list follows its tail until somebody scrolls up', async () => {
  const call = (key) => phone.run(`(WeixinJSBridge.invoke('getStorage', { key: ${JSON.stringify(key)} }, () => {}), 1)`);
  const row = (key) => phone.page.locator('#panel-bridge [role=option]').filter({ hasText: key });
  await call('followed');
  await row('followed').waitFor();
  await phone.page.locator('#panel-bridge .list-scroller').evaluate((list) => { list.scrollTop = 2000; });
  await phone.page.getByRole('button', { name: '↓ Latest' }).waitFor();
  const top = await phone.page.locator('#panel-bridge .list-scroller').evaluate((list) => list.scrollTop);
  await call('not-followed');
  await phone.page.waitForFunction(() => document.querySelector('#panel-bridge .list-latest') !== null);
  assert.equal(await phone.page.locator('#panel-bridge .list-scroller').evaluate((list) => list.scrollTop), top);
  assert.equal(await row('not-followed').count(), 0);
});
