// A running Sampan and its phone in a browser, for the end-to-end tests. Needs `cargo build` and a Chromium. SAMPAN
// names another binary, SAMPAN_BROWSER another browser; SAMPAN_PHONE is the folder of another build of the page (what
// build.mjs has written), to try a change without building the binary.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = path.resolve(process.env.SAMPAN ?? path.join(root, 'target/debug/sampan'));
export const app = path.join(root, 'packages/phone/test/app');
export const APP = 'mpphonetest00001';
const START_LIMIT = 60_000;

/** Cameras and microphones that Chromium makes up, and no question about them. */
const FAKE_MEDIA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A second client on the socket, in the page: asks what the page itself has no button for, and follows the state. */
const client = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { applyPatch } from '${path.join(root, 'packages/phone/src/patch.ts').replaceAll('\\', '/')}';
        let state, last = 0;
        const waiting = new Map(), watching = new Set();
        const socket = new WebSocket('/ws');
        socket.binaryType = 'arraybuffer';
        const ready = new Promise((resolve) => watching.add(resolve));
        socket.onmessage = ({ data }) => {
          if (typeof data !== 'string') return socket.send(JSON.stringify({ type: 'shown', page: new DataView(data).getUint32(0) }));
          const message = JSON.parse(data);
          if (message.type === 'reply') return waiting.get(message.id)?.(message);
          if (message.type === 'state') state = message.state;
          else if (message.type === 'patch') applyPatch(state, message.patch);
          else return;
          for (const look of [...watching]) look();
        };
        window.sampanTest = {
          async ask(request) {
            await ready;
            const id = ++last;
            const reply = await new Promise((resolve) => {
              waiting.set(id, resolve);
              socket.send(JSON.stringify({ type: 'request', id, request }));
            });
            waiting.delete(id);
            if (reply.error != null) throw new Error(reply.error);
            return reply.value;
          },
          async state() { await ready; return state; },
          async until(text) {
            await ready;
            const is = new Function('state', 'return (' + text + ')');
            return new Promise((resolve, reject) => {
              const look = () => { if (is(state)) { end(); resolve(state); } };
              const end = () => { watching.delete(look); clearTimeout(timer); };
              const timer = setTimeout(() => { end(); reject(new Error('not so: ' + text + ' in ' + JSON.stringify(state))); }, 10_000);
              watching.add(look);
              look();
            });
          },
        };`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
};

export const start = async (args, toml, files = {}, cwd = undefined) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sampan-phone-'));
  const device = path.join(folder, 'sampan.toml');
  if (toml !== null) await writeFile(device, toml);
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
  const process = spawn(
    binary,
    [
      'run',
      ...args,
      '--headless',
      '--json',
      '--data-dir',
      path.join(folder, 'data'),
      ...(toml === null ? [] : ['--device', device]),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd },
  );
  const lines = createInterface({ input: process.stdout });
  /** The first event from now on that is so. */
  const event = (is, limit = START_LIMIT) =>
    new Promise((resolve, reject) => {
      const end = (settle, value) => { clearTimeout(timer); lines.off('line', look); settle(value); };
      const look = (line) => { const event = JSON.parse(line); if (is(event)) end(resolve, event); };
      const timer = setTimeout(() => end(reject, new Error(`no event within ${limit} ms: ${is}`)), limit);
      lines.on('line', look);
    });
  const address = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "ready" line of ${binary} within a minute`)), START_LIMIT);
    process.once('error', reject);
    process.once('exit', (code, signal) =>
      reject(new Error(`${binary} ended with ${code ?? signal} before it was ready`)),
    );
    lines.on('line', (line) => {
      const event = JSON.parse(line);
      if (event.type !== 'ready') return;
      clearTimeout(timer);
      resolve(event.phone);
    });
  });
  const stop = async () => {
    if (process.exitCode === null && process.signalCode === null) {
      const gone = once(process, 'exit');
      process.kill('SIGINT');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { address: await address, process, folder, event, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/**
 * The phone of a mini program in a browser. `toml` is its device file (null: its own) and `files` lie beside it, `context` what
 * Playwright's contexts take, `cwd` where it is started, `flags` are for the browser that shows it.
 */
export const open = async ({ args = [app], toml = '', files = {}, context = {}, flags = FAKE_MEDIA, hash = '', cwd } = {}) => {
  const sampan = await start(args, toml, files, cwd);
  const browser = await chromium.launch({
    executablePath: process.env.SAMPAN_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...(process.env.SAMPAN_PHONE ? [ALLOW_LOCAL] : []), ...flags],
  });
  try {
    return await show(sampan, browser, context, hash);
  } catch (error) {
    await browser.close();
    await sampan.stop();
    throw error;
  }
};

/** A page that does not come from the network is not on this machine, says Chromium, and may not talk to it. */
const ALLOW_LOCAL = '--disable-features=LocalNetworkAccessChecks';
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The address with the token is the host's: it gives the cookie for it. */
const isOfPage = ({ pathname, searchParams }) =>
  (pathname === '/' && !searchParams.has('token')) || pathname.startsWith('/assets/');

/** Puts another build in the place of the page that the binary has. */
const serve = (context, folder) =>
  context.route(isOfPage, async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = path.join(folder, pathname === '/' ? 'index.html' : pathname);
    // A page that came by the redirect of its token is that of the binary, with files of its own.
    if (!existsSync(file)) return route.continue();
    await route.fulfill({ path: file, contentType: TYPES[path.extname(file)] });
  });

const show = async (sampan, browser, context, hash) => {
  const script = await client();
  const shown = await browser.newContext({
    viewport: { width: 1200, height: 1000 },
    permissions: ['clipboard-read', 'clipboard-write', 'geolocation', 'camera', 'microphone'],
    locale: 'en-GB',
    ...context,
  });
  const page = await shown.newPage();
  page.setDefaultTimeout(15_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(sampan.address + hash);
  if (process.env.SAMPAN_PHONE) {
    await serve(shown, process.env.SAMPAN_PHONE);
    await page.reload();
  }
  await page.evaluate(script);
  const phone = new Phone(sampan, browser, page, errors, script);
  await phone.isDrawn();
  return phone;
};

class Phone {
  constructor(sampan, browser, page, errors, script) {
    Object.assign(this, { sampan, browser, page, errors, script });
  }

  async close() {
    await this.browser.close();
    await this.sampan.stop();
  }

  /** The same phone in another browser: one with cookies and a window of its own. */
  another(context = {}) {
    return show(this.sampan, this.browser, context, '');
  }

  /** The canvas of the page on top. */
  get canvas() {
    return this.page.locator('.page-layer:not([inert]) .page-canvas');
  }

  /** The page on top is on the screen. */
  async isDrawn() {
    await this.page.locator('.page-layer:not([inert]) .page-canvas[data-pictures]').waitFor();
  }

  ask(request) {
    return this.page.evaluate((request) => window.sampanTest.ask(request), request);
  }

  state() {
    return this.page.evaluate(() => window.sampanTest.state());
  }

  /** Waits until the state is so: `until((state) => state.menu)`. */
  until(is) {
    return this.page.evaluate((text) => window.sampanTest.until(`(${text})(state)`), String(is));
  }

  async top() {
    return (await this.state()).pages.at(-1);
  }

  /** Runs a line in the H5 page on top; answers what it gives. */
  async run(script) {
    const { page } = await this.top();
    const shown = await this.ask({ method: 'runInPage', page, script: `JSON.stringify(${script})` });
    // As a console shows it: a string in quotes.
    const text = typeof shown === 'string' && /^["'].*["']$/s.test(shown) ? shown.slice(1, -1) : shown;
    try {
      return JSON.parse(text);
    } catch {
      return JSON.parse(JSON.parse(shown));
    }
  }

  /** Waits until an expression is true in the H5 page: asked again as soon as it has answered. */
  async runUntil(expression, limit = 10_000) {
    const end = Date.now() + limit;
    while (!(await this.run(`!!(${expression})`))) {
      if (Date.now() > end) throw new Error(`not so in the page within ${limit} ms: ${expression}`);
    }
  }

  /** Where the middle of an element of the H5 page is in the window. */
  async point(selector) {
    const rect = await this.run(
      `(({ x, y, width, height }) => ({ x, y, width, height }))(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
    );
    return this.at(rect.x + rect.width / 2, rect.y + rect.height / 2);
  }

  /** A point of the H5 page in the window. */
  async at(x, y) {
    const box = await this.canvas.boundingBox();
    const { frame } = await this.top();
    return { x: box.x + (x / frame.width) * box.width, y: box.y + (y / frame.height) * box.height };
  }

  async tap(selector) {
    const { x, y } = await this.point(selector);
    await this.page.mouse.click(x, y);
  }

  /** Calls an interface in the H5 page; its reply comes with `reply`. */
  async call(name, parameters = {}) {
    await this.run(`(window.call(${JSON.stringify(name)}, ${JSON.stringify(parameters)}), 0)`);
  }

  async reply() {
    await this.runUntil('window.replied');
    return JSON.parse(await this.run('window.replied'));
  }
}
