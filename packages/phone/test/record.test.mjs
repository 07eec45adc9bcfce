// The record button: what is done on the phone's canvas and around it becomes a test, and each form of it is run by whoever it is
// for: `sampan test`, Playwright's runner, and Node with the automator's client.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { binary, open } from './phone.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = fileURLToPath(new URL('record-app', import.meta.url));
const fixtures = path.join(root, 'examples/tour/fixtures');
const RUN_LIMIT = 120_000;

let phone, folder;
before(async () => {
  // Below the repository: what is recorded imports its packages.
  await mkdir(path.join(root, 'target/recorded'), { recursive: true });
  folder = await mkdtemp(path.join(root, 'target/recorded/phone-'));
  await cp(program, path.join(folder, 'app'), { recursive: true });
  phone = await open({ args: [path.join(folder, 'app')], toml: null, cwd: folder });
});
after(async () => {
  await phone?.close();
  await rm(folder, { recursive: true, force: true });
});

const button = (name) => phone.page.getByRole('button', { name, exact: true });
const status = () => phone.page.locator('.recording').getByRole('status');
const said = async (line) => {
  const last = phone.page.locator('.recording-last');
  const wanted = phone.page.locator('.recording-last', { hasText: line }).waitFor();
  await wanted.catch(async () => assert.fail(`heard last: ${await last.textContent()}; not: ${line}`));
};
const shows = (text) => phone.runUntil(`document.body.innerText.includes(${JSON.stringify(text)})`);

/** A tap on the canvas at the nth element of a selector. */
const tap = async (selector, at = 0) => {
  const rect = await phone.run(
    `(({ x, y, width, height }) => ({ x, y, width, height }))(document.querySelectorAll(${JSON.stringify(selector)})[${at}].getBoundingClientRect())`,
  );
  const { x, y } = await phone.at(rect.x + rect.width / 2, rect.y + rect.height / 2);
  await phone.page.mouse.click(x, y);
};

/** Records a bit of everything, and gives the sources by form. */
const record = async () => {
  await button('Record a test').click();
  await status().filter({ hasText: 'Recording: 0 steps' }).waitFor();
  await tap('wx-button', 1);
  await said("filter({ hasText: 'Black' })");
  await shows('cups 1');
  await tap('wx-button', 2);
  await button('Allow').click();
  await said("phone.prompt('scope.userLocation').allow()");
  await shows('found');
  await tap('wx-button', 3);
  await phone.page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await said("phone.sheet('modal').confirm()");
  await shows('cups 0');
  await tap('wx-button', 4);
  const album = phone.page.getByRole('dialog', { name: 'Album' });
  await album.locator('input[type=file]').setInputFiles(['harbour.jpg', 'lantern.jpg'].map((name) => path.join(fixtures, name)));
  await album.getByRole('button', { name: 'Done (2/2)' }).click();
  await said("pictures(['recorded-1.jpg', 'recorded-2.jpg'])");
  await shows('2 pictures');
  await tap('wx-navigator');
  await said("toHavePages(['pages/tea/tea', 'pages/pay/pay'])");
  await phone.isDrawn();
  await phone.runUntil("document.querySelector('input')");
  await tap('input');
  await phone.runUntil("document.activeElement.localName === 'input'");
  await phone.page.keyboard.type('1234');
  await said("page.getByLabel('Code').fill('1234')");
  await tap('button');
  await said("getByRole('button', { name: 'Pay now' }).tap()");
  await shows('paid');
  await button('Back').click();
  await said("toHavePages(['pages/tea/tea'])");
  await phone.page.getByRole('tab', { name: 'Me', exact: true }).click();
  await said("toHavePages(['pages/me/me'])");
};

const dialog = () => phone.page.getByRole('dialog', { name: 'The recorded test' });

/** What is downloaded by a press. */
const downloaded = async (pressed, to) => {
  const [download] = await Promise.all([phone.page.waitForEvent('download'), pressed.click()]);
  await download.saveAs(path.join(folder, to ?? download.suggestedFilename()));
  return download.suggestedFilename();
};

const run = async (command, args, env = {}) => {
  const options = { cwd: folder, env: { ...process.env, SAMPAN_BINARY: binary, ...env }, timeout: RUN_LIMIT };
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}: ${error.code ?? error.signal}\n${error.stdout}${error.stderr}`);
  }
};

test('what is done becomes a test that is shown, copied and downloaded', async () => {
  await phone.page.keyboard.press('e');
  await status().filter({ hasText: 'Recording: 0 steps' }).waitFor();
  await phone.page.locator('.recording').getByRole('button', { name: 'End the recording' }).click();
  await dialog().getByText('Nothing was done yet').waitFor();
  await phone.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });

  await record();
  const another = await phone.another();
  await another.page.locator('.recording').getByRole('status').waitFor();
  await another.page.close();
  await phone.page.locator('.phone-toolbar').getByRole('button', { name: 'End the recording' }).click();
  await phone.page.locator('.recording').waitFor({ state: 'detached' });
  const shown = await dialog().locator('pre').innerText();
  await dialog().getByText(`Keep it in ${folder}`).waitFor();
  await dialog().getByRole('button', { name: 'Copy' }).click();
  await dialog().getByText('Copied').waitFor();
  assert.equal((await phone.page.evaluate(() => navigator.clipboard.readText())).trim(), shown.trim());
  assert.equal(await downloaded(dialog().getByRole('button', { name: 'Download' })), 'recorded.spec.ts');
  await dialog().getByRole('button', { name: 'Playwright' }).click();
  await downloaded(dialog().getByRole('button', { name: 'Download' }), 'playwright.spec.ts');
  await dialog().getByRole('button', { name: 'automator' }).click();
  assert.equal(await downloaded(dialog().getByRole('button', { name: 'Download' })), 'recorded.mjs');
  for (const name of ['recorded-1.jpg', 'recorded-2.jpg']) await downloaded(dialog().getByRole('button', { name }));
  await dialog().getByRole('button', { name: 'Close' }).click();
});

test('`sampan test` runs it', async () => {
  assert.match(await run(binary, ['test', 'recorded.spec.ts']), /1 passed/);
});

test('Playwright runs it', async () => {
  assert.match(await run('npx', ['playwright', 'test', 'playwright.spec.ts', '--reporter', 'line']), /1 passed/);
});

test('Node runs it with the client of the automator', async () => {
  // Where it starts Sampan itself, that keeps what it stores in the person's own folder.
  await run(process.execPath, ['recorded.mjs'], { XDG_DATA_HOME: path.join(folder, 'data') });
});
