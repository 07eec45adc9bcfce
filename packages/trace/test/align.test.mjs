// Which rows of two traces belong together.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './make.mjs';

const { align } = await load('align.ts');

let id = 0;
const rows = (text) => [...text].map((title) => ({ id: id++, kind: 'step', at: 0, end: 0, title, detail: '', bad: false, depth: 0 }));
const pairs = (left, right) => align(rows(left), rows(right)).map(({ left, right }) => `${left?.title ?? '-'}${right?.title ?? '-'}`).join(' ');

test('equal rows stand in one line, others alone', () => {
  assert.equal(pairs('abc', 'abc'), 'aa bb cc');
  assert.equal(pairs('abcd', 'axcd'), 'aa b- -x cc dd');
  assert.equal(pairs('', 'ab'), '-a -b');
  assert.equal(pairs('abab', 'ab'), 'aa bb a- b-');
});

test('the order is kept whatever differs', () => {
  const letters = () => Array.from({ length: 30 }, () => 'abcd'[Math.floor(Math.random() * 4)]).join('');
  for (let round = 0; round < 200; round++) {
    const [left, right] = [letters(), letters()];
    const all = align(rows(left), rows(right));
    assert.equal(all.map((pair) => pair.left?.title ?? '').join(''), left);
    assert.equal(all.map((pair) => pair.right?.title ?? '').join(''), right);
    assert.ok(all.every((pair) => !pair.left || !pair.right || pair.left.title === pair.right.title));
  }
});

test('thousands of rows are no trouble', () => {
  const long = rows('abc'.repeat(1000));
  const start = performance.now();
  assert.equal(align(long, rows('acb'.repeat(1000))).filter(({ left }) => left).length, 3000);
  console.log(`3000 rows beside 3000: ${Math.round(performance.now() - start)} ms`);
});
