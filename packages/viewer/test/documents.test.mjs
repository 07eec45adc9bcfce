// Documents: what they say is there, and what they would do is not done.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { docx, paragraph, pdf, relation, xlsx } from './fixtures.mjs';
import { answer, look, startStand } from './stand.mjs';

let stand;
before(async () => { stand = await startStand(); });
after(() => stand.end());

const asked = (name, body, more = {}) => ({ kind: 'document', url: stand.file(name, body), name, ...more });

test('a PDF has pages, drawn when they are looked at, with text that can be found', async () => {
  const words = Array.from({ length: 30 }, (_, at) => `Page${at + 1}`);
  const { page, frame, complaints } = await look(stand, asked('a.pdf', pdf(...words)));
  await frame.getByText('30 pages').waitFor();
  await frame.locator('.textLayer').getByText('Page1', { exact: true }).waitFor();
  await frame.locator('[data-page="1"] canvas[data-drawn]').waitFor();
  assert.equal(await frame.locator('canvas[data-drawn]').count() < 10, true);
  await frame.getByLabel('Page 30 of 30').scrollIntoViewIfNeeded();
  await frame.locator('[data-page="30"] canvas[data-drawn]').waitFor();
  await page.keyboard.press('Escape');
  await answer(page, 'close');
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a docx is read, its script does not run, its links lead nowhere and nothing is fetched for it', async () => {
  const far = `${stand.origin}/far`;
  const body = [
    paragraph('Meeting notes 会议纪要', '<w:b/><w:sz w:val="40"/><w:color w:val="C00000"/>'),
    paragraph('&lt;script&gt;parent.ran=1&lt;/script&gt;&lt;img src=x onerror="parent.ran=1"&gt;'),
    `<w:p><w:hyperlink r:id="l1"><w:r><w:t>a link</w:t></w:r></w:hyperlink> <w:hyperlink r:id="l2"><w:r><w:t>a script</w:t></w:r></w:hyperlink></w:p>`,
    '<w:altChunk r:id="c1"/>',
    `<w:p><w:r><w:pict><v:rect style="width:90pt;height:40pt" onload="parent.ran=1" fillcolor="red"/></w:pict></w:r></w:p>`,
    `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`,
  ].join('');
  const links = relation('l1', 'hyperlink', `${far}/link`, 'External')
    + relation('l2', 'hyperlink', 'javascript:parent.ran=1', 'External') + relation('c1', 'aFChunk', 'chunk.html');
  const parts = { 'word/chunk.html': `<script>top.ran=1</script><img src="${far}/chunk.png">` };
  const { page, frame, complaints } = await look(stand, asked('notes.docx', await docx(body, { links, parts })));
  const paper = frame.frameLocator('iframe');
  await paper.getByText('Meeting notes 会议纪要').waitFor();
  await paper.getByText('<script>parent.ran=1</script>').waitFor();
  assert.equal(await paper.getByText('Meeting notes').evaluate((text) => getComputedStyle(text).color), 'rgb(192, 0, 0)');
  const link = paper.getByText('a link');
  assert.equal(await link.evaluate((text) => text.closest('a').getAttribute('href')), null);
  await link.click();
  await paper.getByText('a script').click();
  assert.equal(await frame.locator('iframe').getAttribute('sandbox'), 'allow-same-origin');
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.ok(!stand.asked.some((name) => name.startsWith('/far')));
  // As wide as the phone.
  assert.ok((await paper.locator('section').first().boundingBox()).width <= 390);
  await frame.getByRole('button', { name: 'Zoom' }).click();
  assert.ok((await paper.locator('section').first().boundingBox()).width > 700, 'as wide as paper');
  await page.keyboard.press('Escape');
  await answer(page, 'close');
  // Playwright's own script is one of those that may not run in there.
  assert.deepEqual(complaints.filter((line) => !line.startsWith("Blocked script execution in 'about:srcdoc'")), []);
  await page.close();
});

test('the sheets of an xlsx are tabs, and a long one is cut with a sentence', async () => {
  const rows = Array.from({ length: 2500 }, (_, at) => [at + 1, `row ${at + 1}`]);
  const book = await xlsx({ Prices: [['Item', 'Price'], ['Tea &lt;b&gt;', 12.5]], Long: rows, Empty: [] });
  const { page, frame, complaints } = await look(stand, asked('prices.xlsx', book));
  await frame.getByRole('cell', { name: 'Tea <b>' }).waitFor();
  await frame.getByRole('cell', { name: '12.5' }).waitFor();
  await frame.getByRole('tab', { name: 'Long' }).click();
  await frame.getByText('Rows 1 to 2000 of 2500 are shown.').waitFor();
  await frame.getByRole('cell', { name: 'row 2000' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await frame.getByText('This sheet is empty.').waitFor();
  assert.equal(await frame.getByRole('tab', { selected: true }).textContent(), 'Empty');
  assert.deepEqual(complaints, []);
  await page.close();
});

test('what cannot be read or shown is a card that says so', async () => {
  const { page, frame, next } = await look(stand, asked('a.docx', 'no zip at all', { size: 1234 }));
  await frame.getByText('This document cannot be read.').waitFor();
  await next(asked('b.xlsx', 'PK\x03\x04 broken'));
  await frame.getByText('This document cannot be read.').waitFor();
  for (const name of ['c.doc', 'c.xls', 'c.ppt', 'c.pptx']) {
    await next(asked(name, 'x', { size: 2_500_000 }));
    await frame.getByText('Documents of this type cannot be shown here.').waitFor();
    await frame.getByText('2.5 MB').waitFor();
    await frame.getByText(name.slice(2).toUpperCase(), { exact: true }).waitFor();
  }
  await next(asked('d.docx', 'x', { size: 200_000_000 }));
  await frame.getByText('This document is too large to be shown.').waitFor();
  // Its table of contents says that a part becomes two gigabytes.
  const bomb = await docx(paragraph('Hello'));
  bomb.writeUInt32LE(0x7fffffff, bomb.indexOf('PK\x01\x02') + 24);
  await next(asked('e.docx', bomb));
  await frame.getByText('This document is too large to be shown.').waitFor();
  await next({ kind: 'document', url: `${stand.origin}/gone.pdf`, name: 'gone.pdf' });
  await frame.getByText('This document cannot be read.').waitFor();
  await page.close();
});
