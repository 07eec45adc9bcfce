// axe-core on each panel, with something in it and something selected: no serious findings, in either theme.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { open } from './phone.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PANELS = ['bridge', 'messages', 'pages', 'storage', 'data', 'console', 'network', 'device', 'consent', 'elements'];

let phone;
before(async () => {
  phone = await open({
    args: [fileURLToPath(new URL('./panels-app', import.meta.url))],
    toml: '[device.location]\nlatitude = 31.2\nlongitude = 121.4\n',
    context: { viewport: { width: 1360, height: 900 } },
  });
  await phone.page.evaluate(axe);
  const { page } = await phone.top();
  const script = `
    console.error('red'); console.warn('yellow');
    WeixinJSBridge.invoke('setStorage', { key: 'cart', data: { tea: [1, true, null] } }, () => {});
    WeixinJSBridge.invoke('getStorage', { key: 'nobody' }, () => {});
    WeixinJSBridge.invoke('invokeMiniProgramAPI', { name: 'postMessage', arg: { data: { waits: 1 } } }, () => {});
    await fetch('nothing-is-here').then((answer) => answer.text())`;
  await phone.ask({ method: 'runInPage', page, script });
});
after(async () => {
  await phone?.close();
});

const findings = () =>
  phone.page.evaluate(async () => {
    const { violations, passes } = await window.axe.run('.panels');
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    return { serious, passed: passes.length };
  });

for (const theme of ['light', 'dark']) {
  for (const id of PANELS) {
    test(`${id}, ${theme}`, async () => {
      await phone.page.evaluate((hash) => void (location.hash = hash), `panel=${id}&theme=${theme}`);
      await phone.page.locator(`html[data-theme=${theme}] #panel-${id} > :not(p)`).first().waitFor();
      const list = phone.page.locator(`#panel-${id}`).getByRole('listbox');
      if (await list.count()) {
        await list.focus();
        await phone.page.keyboard.press('End');
        await phone.page.locator(`#panel-${id} [role=option][aria-selected=true]`).waitFor();
      }
      const { serious, passed } = await findings();
      assert.deepEqual(serious, []);
      assert.ok(passed > 5, 'axe has looked at something');
    });
  }
}
