// The phone as a thing, and where a finger on it lands in the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './load.mjs';

const { bodyOf, fill, fit, outerSize, toPage } = await load('phone/geometry.ts');
const { nextLayers, settled } = await load('phone/layers.ts');

const iphone = { width: 393, height: 852, safeArea: [59, 0, 34, 0], isApple: true };
const turned = { width: 852, height: 393, safeArea: [0, 59, 21, 59], isApple: true };
const classic = { width: 375, height: 667, safeArea: [20, 0, 0, 0], isApple: true };
const tablet = { width: 744, height: 1133, safeArea: [24, 0, 20, 0], isApple: true };
const android = { width: 412, height: 915, safeArea: [32, 0, 0, 0], isApple: false };

test('each kind of phone has its camera where it belongs', () => {
  assert.equal(bodyOf(iphone).notch, 'island');
  assert.equal(bodyOf(turned).notch, 'island');
  assert.equal(bodyOf(classic).notch, 'none');
  assert.ok(bodyOf(classic).homeButton);
  assert.equal(bodyOf(tablet).notch, 'none');
  assert.equal(bodyOf(android).notch, 'hole');
});

test('the body is the screen with its edges, and the chin turns with it', () => {
  assert.deepEqual(outerSize(bodyOf(iphone)), { width: 413, height: 872 });
  assert.deepEqual(outerSize(bodyOf(classic)), { width: 399, height: 795 });
  assert.deepEqual(outerSize(bodyOf({ ...classic, width: 667, height: 375, safeArea: [0, 0, 0, 0] })), {
    width: 795,
    height: 399,
  });
});

test('a phone shrinks to fit and never grows, a bare screen fills', () => {
  const size = { width: 400, height: 800 };
  assert.equal(fit(size, { width: 4000, height: 4000 }), 1);
  assert.equal(fit(size, { width: 400, height: 400 }), 0.5);
  assert.equal(fill(size, { width: 800, height: 4000 }), 2);
});

test('a point of the window is a point of the page at any scale', () => {
  const page = { width: 390, height: 700 };
  const drawn = { left: 100, top: 50, width: 195, height: 350 };
  assert.deepEqual(toPage({ clientX: 100, clientY: 50 }, drawn, page), { x: 0, y: 0 });
  assert.deepEqual(toPage({ clientX: 197.5, clientY: 225 }, drawn, page), { x: 195, y: 350 });
});

const stack = (...pages) => ({ app: 'a', pages, isTab: false });
const say = (layers) => layers.map(({ page, motion }) => `${page} ${motion}`).join(', ');

test('the first page is there, a new one comes, back lets it go', () => {
  let layers = nextLayers([], undefined, stack(1));
  assert.equal(say(layers), '1 stays');
  layers = nextLayers(layers, stack(1), stack(1, 2));
  assert.equal(say(layers), '1 stays, 2 comes');
  layers = settled(layers, 2);
  assert.equal(say(layers), '1 stays, 2 stays');
  layers = nextLayers(layers, stack(1, 2), stack(1));
  assert.equal(say(layers), '1 stays, 2 goes');
  assert.equal(
    say(nextLayers(layers, stack(1), stack(1))),
    '1 stays, 2 goes',
    'a title that changes meanwhile stops nothing',
  );
  assert.equal(say(settled(layers, 2)), '1 stays');
});

test('tab pages and other mini programs do not slide', () => {
  assert.equal(say(nextLayers([], stack(1), { ...stack(2), isTab: true })), '2 stays');
  assert.equal(say(nextLayers([], stack(1), { ...stack(9), app: 'b' })), '9 stays');
});
