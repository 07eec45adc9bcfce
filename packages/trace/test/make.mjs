// Trace files for tests, and the page that the host makes of them. Needs `cargo build` and a Chromium; SAMPAN names another binary,
// SAMPAN_BROWSER another browser.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const binary = process.env.SAMPAN ?? path.join(root, 'target/debug/sampan');

/** A zip file whose entries are stored as they are. */
const zip = (entries) => {
  const parts = [];
  const table = [];
  let at = 0;
  for (const [name, content] of entries) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(bytes.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(nameBytes.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    parts.push(Buffer.from('PK\x03\x04'), head, nameBytes, bytes);
    table.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, tail, nameBytes);
    at += 4 + head.length + nameBytes.length + bytes.length;
  }
  const size = table.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...table, end]);
};

/** A trace of these lines; `pictures` are JPEGs, named in lines by their index: `{ kind: 'frame', picture: 0 }`. */
export const trace = (lines, { title = 'a test', pictures = [], sources = [] } = {}) => {
  const named = (bytes, kind) => `${createHash('sha256').update(bytes).digest('hex')}.${kind}`;
  const names = pictures.map((bytes) => named(bytes, 'jpeg'));
  const texts = sources.map((text) => named(text, 'txt'));
  const written = lines.map((line) => {
    if (line.kind === 'frame') return { page: 1, width: 390, height: 726, ...line, picture: names[line.picture] };
    if (line.kind === 'source') return { ...line, resource: texts[line.resource] };
    return line;
  });
  return zip([
    ['trace.json', JSON.stringify({ format: 1, version: '0.1.0', title, started: 1_700_000_000_000 })],
    ...pictures.map((bytes, index) => [`resources/${names[index]}`, bytes]),
    ...sources.map((text, index) => [`resources/${texts[index]}`, text]),
    ['events/000001.jsonl', written.map((line) => JSON.stringify(line)).join('\n')],
  ]);
};

export const call = (at, name, args, reply, more = {}) => ({
  at,
  kind: 'event',
  event: {
    type: 'call', app: 'mpx', caller: 'h5', page: 1, origin: 'https://shop.example', name, arguments: args, reply, milliseconds: 5, ...more,
  },
});

/** The page of one trace or two, open in a browser that is told when it asks for anything. */
export const open = async (...traces) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sampan-trace-'));
  const files = traces.map((_, index) => path.join(folder, `${index}.zip`));
  await Promise.all(files.map((file, index) => writeFile(file, traces[index])));
  const html = path.join(folder, 'trace.html');
  await promisify(execFile)(binary, ['trace', 'show', ...files, '--html', html]);
  const executablePath = process.env.SAMPAN_BROWSER ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1300, height: 800 }, locale: 'en' });
  const asked = [];
  const faults = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  await page.goto(pathToFileURL(html).href);
  const close = async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  };
  /** Whatever was asked for beside the file itself and its pictures. */
  const fetched = () => asked.filter((url) => !url.startsWith('data:') && !url.startsWith(pathToFileURL(html).href));
  return { page, faults, fetched, close };
};

/** A JPEG of one colour, made by a browser. */
export const jpegs = async (...colours) => {
  const browser = await chromium.launch({ executablePath: process.env.SAMPAN_BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 120, height: 240 } });
  const pictures = [];
  for (const colour of colours) {
    await page.setContent(`<body style="margin:0;background:${colour}">`);
    pictures.push(await page.screenshot({ type: 'jpeg' }));
  }
  await browser.close();
  return pictures;
};

/** What a module of the viewer exports, for tests that need no browser. */
export const load = async (file) => {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'packages/trace/src', file)], bundle: true, write: false, format: 'esm', platform: 'node',
    conditions: ['browser'], logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
};
