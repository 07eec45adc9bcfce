// axe-core on what a person sees: no serious findings, in either theme and language, with and without something over
// the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { open } from './phone.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let phone;
before(async () => {
  phone = await open();
  await phone.page.evaluate(axe);
});
after(async () => {
  await phone?.close();
});

/** What is in the phone; the panels have tests of their own. */
const findings = () =>
  phone.page.evaluate(async () => {
    const { violations } = await window.axe.run('.stage', { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });

const theme = (name) => phone.page.evaluate((name) => void (location.hash = `theme=${name}`), name);

for (const name of ['light', 'dark']) {
  test(`the phone, ${name}`, async () => {
    await theme(name);
    await phone.page.locator(`html[data-theme=${name}]`).waitFor();
    assert.deepEqual(await findings(), []);
  });
}

test('the menu', async () => {
  await phone.page.getByRole('button', { name: 'Menu' }).click();
  await phone.page.getByRole('dialog').waitFor();
  await phone.page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect.getTiming().iterations === 1)
        .map((one) => one.finished),
    ),
  );
  assert.deepEqual(await findings(), []);
  await phone.page.keyboard.press('Escape');
});
