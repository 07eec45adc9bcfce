// What the tests stand on: the bundle behind a small server, a page with the viewer in a frame, and a browser.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const build = fileURLToPath(new URL('../build.mjs', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png' };
/** A page as the phone's, as far as the viewer can tell: it keeps what it is told. */
const AROUND = `<!doctype html><meta charset="utf-8"><style>html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}</style>
<script>window.told=[]; addEventListener('message', (event) => { if (event.origin === location.origin) told.push(event.data); });</script>
<iframe src="about:blank"></iframe>`;
/** The phone's server says this with the viewer; its page says more. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' http: https: blob: data:; "
  + "font-src 'self' blob: data:; connect-src 'self' http: https: blob: data:; worker-src 'self' blob:; base-uri 'none'; "
  + "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/** As the browser is started by crates/view, and so that a root can. */
const FLAGS = ['--disable-gpu', '--no-sandbox'];

export const startStand = async ({ flags = [] } = {}) => {
  const out = mkdtempSync(path.join(tmpdir(), 'sampan-viewer-'));
  execFileSync('node', [build, out]);
  const files = new Map([['/around.html', AROUND]]);
  const asked = [];
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://x').pathname;
    asked.push(name);
    const isViewer = name.startsWith('/viewer/');
    let body = name === '/favicon.ico' ? '' : files.get(name.startsWith('/tiles/') ? '/tile.svg' : name);
    try {
      if (isViewer) body = readFileSync(path.join(out, name === '/viewer/' ? '/viewer/index.html' : name));
    } catch { /* not there */ }
    const type = name === '/viewer/' ? 'text/html' : TYPES[path.extname(name)] ?? 'application/octet-stream';
    const policy = isViewer ? { 'content-security-policy': POLICY } : { 'access-control-allow-origin': '*' };
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, ...policy }).end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: process.env.SAMPAN_BROWSER ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });
  return {
    origin, browser, asked,
    /** Serves a file; answers its address. */
    file: (name, body) => { files.set(`/${name}`, body); return `${origin}/${name}`; },
    end: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
      rmSync(out, { recursive: true });
    },
  };
};

/** Opens the viewer in a frame and waits until it says that it is there. */
export const look = async (stand, request, { theme = 'light', language = 'en', touch = false } = {}) => {
  const page = await stand.browser.newPage({ viewport: { width: 390, height: 760 }, colorScheme: theme, locale: language, hasTouch: touch });
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(`${error}`));
  await page.goto(`${stand.origin}/around.html`);
  const frame = page.frameLocator('iframe').first();
  const next = async (request) => {
    const already = (await told(page)).filter(({ viewer }) => viewer === 'shown').length;
    const address = `/viewer/#show=${encodeURIComponent(JSON.stringify(request))}`;
    await page.evaluate((address) => { document.querySelector('iframe').contentWindow.location.href = address; }, address);
    await page.waitForFunction((already) => told.filter(({ viewer }) => viewer === 'shown').length > already, already, { timeout: 20_000 });
  };
  await next(request);
  await page.locator('iframe').focus();
  return { page, frame, next, complaints, inside: page.frames()[1] };
};

export const told = (page) => page.evaluate(() => window.told);

/** Waits until the page around has been told something of this kind. */
export const answer = async (page, viewer, count = 1) => {
  await page.waitForFunction(([viewer, count]) => told.filter((one) => one.viewer === viewer).length >= count, [viewer, count]);
  return (await told(page)).filter((one) => one.viewer === viewer)[count - 1];
};

/** For what no event tells, such as the end of a movement: asks until it is so, for ten seconds. */
export const until = async (isSo) => {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) if (Date.now() > deadline) throw new Error('it never came to be so');
};
