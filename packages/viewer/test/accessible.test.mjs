// Every kind, light and dark, without serious findings of axe-core.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import axe from 'axe-core';

import { docx, paragraph, pdf, svg, xlsx } from './fixtures.mjs';
import { look, startStand } from './stand.mjs';

let stand;
before(async () => { stand = await startStand(); });
after(() => stand.end());

const place = { name: 'Pier', address: '1 Sea Road', latitude: 22.5, longitude: 114 };
const REQUESTS = {
  image: () => ({ kind: 'image', urls: [stand.file('a.svg', svg('#07803f', '1')), stand.file('b.svg', svg('#07803f', '2'))], current: 0 }),
  pdf: () => ({ kind: 'document', name: 'a.pdf', url: stand.file('a.pdf', pdf('Hello')) }),
  docx: async () => ({ kind: 'document', name: 'a.docx', url: stand.file('a.docx', await docx(paragraph('Hello'))) }),
  xlsx: async () => ({ kind: 'document', name: 'a.xlsx', url: stand.file('a.xlsx', await xlsx({ One: [['a', 1]], Two: [['b']] })) }),
  card: () => ({ kind: 'document', name: 'a.ppt', url: '/a.ppt' }),
  location: () => ({ kind: 'location', ...place }),
  place: () => ({ kind: 'place', places: [place] }),
  pick: () => ({ kind: 'pick', latitude: 22.5, longitude: 114 }),
};

for (const [name, request] of Object.entries(REQUESTS)) {
  test(`${name} can be read and used by everybody`, async () => {
    for (const theme of ['light', 'dark']) {
      const { page, inside } = await look(stand, { ...(await request()), theme });
      await inside.evaluate(axe.source);
      const { violations } = await inside.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]), [], theme);
      await page.close();
    }
  });
}
