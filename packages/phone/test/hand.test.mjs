// Pointers become fingers, selections and pulls.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { load } from './load.mjs';

const { Hand, LONG_PRESS } = await load('phone/hand.ts');

/** A hand that writes down what it does; frames come when `frame()` is called. */
const hand = ({ text = false, pull = false } = {}) => {
  const said = [];
  const frames = [];
  const it = new Hand({
    send: (input) =>
      said.push(
        input.kind === 'touch'
          ? `${input.phase} ${input.points.map(({ id, x, y }) => `${id}@${x},${y}`).join(' ')}`.trim()
          : `mouse ${input.phase} ${input.x},${input.y} x${input.clicks}`,
      ),
    hasText: async () => text,
    onSelect: () => said.push('selects'),
    onSelected: () => said.push('selected'),
    canPull: () => pull,
    onPull: (distance, released) => said.push(`pull ${distance}${released ? ' released' : ''}`),
    onFrame: (run) => frames.push(run),
  });
  return { it, said, frame: () => frames.splice(0).forEach((run) => run()) };
};
const at = (x, y) => ({ x, y });
/** All promises that can be kept are. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a tap is a start and an end', () => {
  const { it, said } = hand();
  it.down(7, at(10, 20));
  it.up(7, at(10, 20));
  assert.deepEqual(said, ['start 0@10,20', 'end']);
});

test('moves are sent once a frame, and the last one before the end', () => {
  const { it, said, frame } = hand();
  it.down(1, at(0, 100));
  it.move(1, at(0, 110));
  it.move(1, at(0, 120));
  frame();
  it.move(1, at(0, 130));
  it.up(1, at(0, 131));
  assert.deepEqual(said, ['start 0@0,100', 'move 0@0,120', 'move 0@0,131', 'end']);
});

test('a second finger gets the lowest free number, and the one that stays is told at the end of the other', () => {
  const { it, said } = hand();
  it.down(5, at(1, 1));
  it.down(9, at(2, 2));
  it.up(5, at(1, 1));
  it.down(6, at(3, 3));
  it.up(9, at(2, 2));
  it.up(6, at(3, 3));
  assert.deepEqual(said, ['start 0@1,1', 'start 0@1,1 1@2,2', 'end 1@2,2', 'start 1@2,2 0@3,3', 'end 0@3,3', 'end']);
});

test('a finger that rests on text selects the word, and the drag extends it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { it, said, frame } = hand({ text: true });
  it.down(1, at(50, 200));
  mock.timers.tick(LONG_PRESS);
  mock.timers.tick(LONG_PRESS);
  await settled();
  it.move(1, at(90, 200));
  frame();
  it.up(1, at(90, 200));
  assert.deepEqual(said, [
    'start 0@50,200', 'cancel', 'mouse down 50,200 x1', 'mouse up 50,200 x1', 'mouse down 50,200 x2', 'selects',
    'mouse move 90,200 x2', 'mouse up 90,200 x2', 'selected',
  ]);
});

test('a finger that rests where there is no text stays a finger', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { it, said } = hand({ text: false });
  it.down(1, at(50, 200));
  mock.timers.tick(LONG_PRESS);
  mock.timers.tick(LONG_PRESS);
  await settled();
  it.up(1, at(50, 200));
  assert.deepEqual(said, ['start 0@50,200', 'end']);
});

test('a drag down from the top pulls a page that can be pulled, and no other', () => {
  const pulled = hand({ pull: true });
  pulled.it.down(1, at(100, 20));
  pulled.it.move(1, at(100, 60));
  pulled.it.up(1, at(100, 140));
  assert.deepEqual(pulled.said, ['start 0@100,20', 'cancel', 'pull 40', 'pull 120 released']);
  const lower = hand({ pull: true });
  lower.it.down(1, at(100, 300));
  lower.it.move(1, at(100, 360));
  lower.it.up(1, at(100, 360));
  assert.deepEqual(lower.said, ['start 0@100,300', 'move 0@100,360', 'end']);
});

test('a pointer that the system takes away is a cancelled touch', () => {
  const { it, said } = hand();
  it.down(1, at(5, 5));
  it.cancel();
  it.cancel();
  assert.deepEqual(said, ['start 0@5,5', 'cancel']);
});
