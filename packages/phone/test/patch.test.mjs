// The state in the page: patches in place, and the ring of events.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './load.mjs';

const { applyPatch, pointer } = await load('patch.ts');
const { EventRing } = await load('events.ts');

const patched = (value, ...steps) => {
  applyPatch(value, steps);
  return value;
};

test('a pointer is taken apart and unescaped', () => {
  assert.deepEqual(pointer(''), []);
  assert.deepEqual(pointer('/pages/0/title'), ['pages', '0', 'title']);
  assert.deepEqual(pointer('/scopes/a~1b~0c'), ['scopes', 'a/b~c']);
});

test('add, replace and remove change objects in place', () => {
  const page = { title: 'a', query: '' };
  const state = { pages: [page], menu: false };
  patched(
    state,
    { op: 'replace', path: '/pages/0/title', value: 'b' },
    { op: 'add', path: '/prompt', value: { id: 1 } },
    { op: 'replace', path: '/menu', value: true },
  );
  assert.equal(state.pages[0], page, 'the page is the same object');
  assert.deepEqual(state, { pages: [{ title: 'b', query: '' }], menu: true, prompt: { id: 1 } });
  patched(state, { op: 'remove', path: '/prompt' });
  assert.ok(!('prompt' in state));
});

test('arrays grow in the middle and at the end, and shrink', () => {
  const state = { pages: ['a', 'c'] };
  patched(
    state,
    { op: 'add', path: '/pages/1', value: 'b' },
    { op: 'add', path: '/pages/-', value: 'd' },
    { op: 'remove', path: '/pages/0' },
  );
  assert.deepEqual(state.pages, ['b', 'c', 'd']);
});

test('a value that is null stays null', () => {
  assert.deepEqual(patched({ app: 'a' }, { op: 'replace', path: '/app', value: null }), { app: null });
  assert.deepEqual(patched({ app: 'a' }, { op: 'replace', path: '/app' }), { app: null });
});

test('a patch that leads nowhere is an error, not a guess', () => {
  for (const step of [
    { op: 'replace', path: '/pages/3/title', value: 'x' },
    { op: 'remove', path: '/pages/0' },
    { op: 'add', path: '/pages/2', value: 'x' },
    { op: 'replace', path: '', value: {} },
  ]) {
    assert.throws(() => applyPatch({ pages: [] }, [step]), /patch/, step.path);
  }
});

const told = (n) => ({ n, at: n, event: { type: 'notice', text: String(n) } });
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => told(from + i));

test('the ring keeps the newest, in order, and counts what it dropped', () => {
  const ring = new EventRing(5, (tell) => tell());
  ring.push(range(1, 3));
  assert.deepEqual(
    [...ring].map(({ n }) => n),
    [1, 2, 3],
  );
  ring.push(range(4, 12));
  assert.deepEqual(
    [...ring].map(({ n }) => n),
    [8, 9, 10, 11, 12],
  );
  assert.equal(ring.dropped, 7);
  assert.equal(ring.length, 5);
  assert.deepEqual([ring.at(-1), ring.at(5)], [undefined, undefined]);
  ring.clear();
  assert.deepEqual([[...ring], ring.length, ring.dropped], [[], 0, 0]);
});

test('the ring finds an event by its number, also when numbers are missing', () => {
  const ring = new EventRing(4, (tell) => tell());
  ring.push([told(1), told(2), told(5), told(9), told(10), told(20)]);
  assert.equal(ring.find(9)?.n, 9);
  assert.equal(ring.find(20)?.n, 20);
  assert.equal(ring.find(7), undefined);
  assert.equal(ring.find(1), undefined, 'pushed out');
});

test('many pushes are told once', () => {
  const later = [];
  const ring = new EventRing(10, (tell) => later.push(tell));
  ring.push([told(1)]);
  ring.push([told(2)]);
  assert.equal(later.length, 1);
  later.pop()();
  assert.equal(ring.version(), 1);
  ring.push([told(3)]);
  assert.equal(later.length, 1);
});
