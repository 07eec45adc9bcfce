// The page of a trace, opened as a person opens it: from the disk, with nothing else there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { call, jpegs, open, trace } from './make.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What would run if any of it were taken for anything but text. */
const HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><!--';

const notice = (at, text) => ({ at, kind: 'event', event: { type: 'notice', text } });
const log = (at, text) => ({
  at, kind: 'event', event: { type: 'console', from: 'page', app: 'mpx', level: 'log', text, source: 'a.js', line: 3, column: 1 },
});
const stack = (at, kind, pages) => ({
  at, kind: 'event', event: { type: 'navigate', app: 'mpx', kind, path: pages.at(-1), stack: pages },
});

let pictures;
let shown;

const lines = () => [
  { at: 0, kind: 'frame', picture: 0 },
  stack(50, 'appLaunch', ['pages/a/a']),
  { at: 100, kind: 'step', id: 1, method: 'Locator.tap', params: { steps: [{ role: 'button', name: 'Pay' }] }, place: { file: 'pay.spec.ts', line: 2, column: 3 } },
  call(150, 'setStorage', { key: 'cart', data: HOSTILE }, { errMsg: 'setStorage:ok' }),
  { at: 160, kind: 'storage', app: 'mpx', key: 'cart', after: HOSTILE },
  { at: 200, kind: 'stepEnd', id: 1 },
  { at: 250, kind: 'frame', picture: 1 },
  log(300, HOSTILE),
  stack(400, 'navigateTo', ['pages/a/a', 'pages/b/b']),
  { at: 500, kind: 'step', id: 2, method: 'Locator.tap', params: { steps: [{ text: HOSTILE }] }, place: { file: 'pay.spec.ts', line: 3, column: 3 } },
  { at: 900, kind: 'stepEnd', id: 2, error: `nothing was found ${HOSTILE}` },
  notice(950, HOSTILE),
  { at: 960, kind: 'source', file: 'pay.spec.ts', resource: 0 },
  { at: 1000, kind: 'end', status: 'failed', error: HOSTILE },
];
const source = `test('pay', async () => {\n  await page.getByRole('button').tap()\n  await page.getByText('${HOSTILE}').tap()\n})\n`;

before(async () => {
  pictures = await jpegs('red', 'blue');
  shown = await open(trace(lines(), { title: `pays ${HOSTILE}`, pictures, sources: [source] }));
});
after(() => shown?.close());

const tab = (name) => shown.page.getByRole('tab', { name, exact: true }).click();
const panel = () => shown.page.getByRole('tabpanel');

test('nothing that was captured runs, and nothing is fetched', async () => {
  await shown.page.getByRole('heading', { level: 1 }).waitFor();
  for (const name of ['Console', 'Network', 'Storage', 'Pages', 'Source', 'Trace', 'Details']) await tab(name);
  assert.equal(await shown.page.evaluate(() => window.hacked), undefined);
  assert.equal(await shown.page.locator('img[src=x]').count(), 0);
  assert.deepEqual(shown.fetched(), []);
  assert.deepEqual(shown.faults, []);
  assert.ok((await shown.page.getByRole('heading', { level: 1 }).textContent()).includes(HOSTILE));
});

test('a script that got in would not run', async () => {
  const ran = await shown.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 2';
    document.body.append(script);
    return window.hacked;
  });
  assert.equal(ran, undefined);
  shown.faults.length = 0;
});

test('a run that failed opens at the step that did, with the pictures around it and its line', async () => {
  await tab('Details');
  assert.match(await panel().textContent(), /nothing was found/);
  const images = shown.page.getByRole('region', { name: 'Film' }).getByRole('img');
  assert.equal(await images.count(), 2);
  await tab('Source');
  assert.match(await panel().locator('[aria-current=step]').textContent(), /getByText/);
});

test('time is travelled with the keyboard, and everything is as it was then', async () => {
  const slider = shown.page.getByRole('slider', { name: 'Time' });
  await slider.focus();
  await slider.press('Home');
  assert.equal(await slider.getAttribute('aria-valuenow'), '0');
  await tab('Storage');
  assert.match(await panel().textContent(), /Nothing of this so far/);
  await slider.press('End');
  assert.match(await panel().textContent(), /cart/);
  await tab('Pages');
  assert.match(await panel().locator('ins').textContent(), /pages\/b\/b/);
  const list = shown.page.getByRole('listbox', { name: 'What happened' });
  await list.focus();
  await list.press('Home');
  await tab('Details');
  assert.match(await panel().textContent(), /appLaunch/);
  await list.press('ArrowDown');
  assert.match(await panel().textContent(), /Locator.tap|tap/);
});

for (const theme of ['light', 'dark']) {
  for (const language of ['en', 'zh']) {
    test(`axe finds nothing serious: ${theme}, ${language}`, async () => {
      await shown.page.evaluate(([theme, language]) => { location.hash = `theme=${theme}&language=${language}`; }, [theme, language]);
      await shown.page.locator(`html[data-theme=${theme}][lang^=${language}]`).waitFor();
      await shown.page.evaluate(axe);
      const found = await shown.page.evaluate(async () => {
        const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      assert.deepEqual(found, []);
    });
  }
}

test('two traces stand side by side, and what differs is marked', async () => {
  const base = [
    call(100, 'getStorage', { key: 'a' }, { errMsg: 'getStorage:ok', data: 1 }),
    call(200, 'getLocation', {}, { errMsg: 'getLocation:ok' }),
    { at: 300, kind: 'end', status: 'passed' },
  ];
  const other = [
    call(100, 'getStorage', { key: 'a' }, { errMsg: 'getStorage:fail data not found' }),
    call(150, 'showToast', {}, { errMsg: 'showToast:ok' }),
    call(200, 'getLocation', {}, { errMsg: 'getLocation:ok' }),
    { at: 300, kind: 'end', status: 'failed' },
  ];
  const both = await open(trace(base, { title: 'before' }), trace(other, { title: 'after' }));
  try {
    const rows = both.page.locator('.list [role=option]');
    await rows.first().waitFor();
    const texts = await rows.evaluateAll((all) => all
      .sort((a, b) => a.getAttribute('aria-posinset') - b.getAttribute('aria-posinset')).map((row) => row.textContent));
    assert.equal(texts.length, 3);
    assert.match(texts[0], /getStorage.*other result.*getStorage/);
    assert.match(texts[1], /—.*only in B.*showToast/);
    assert.match(texts[2], /getLocation/);
    assert.match(await both.page.getByRole('status').first().textContent(), /2 of 3 rows differ/);
    await both.page.getByRole('button', { name: 'Only differences' }).click();
    assert.equal(await rows.count(), 2);
    assert.deepEqual(both.faults, []);
  } finally {
    await both.close();
  }
});

test('what is missing of a trace is said at its top', async () => {
  const whole = trace(lines(), { pictures, sources: [source] });
  const cut = await open(whole.subarray(0, whole.length - 200));
  try {
    assert.match(await cut.page.locator('.note.warn').textContent(), /cut off/);
  } finally {
    await cut.close();
  }
});
