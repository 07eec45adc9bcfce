// A running Sampan for a client of the automator. Needs `cargo build`; SAMPAN names another binary.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import automator from 'miniprogram-automator';
import { WebSocket } from 'ws';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = process.env.SAMPAN ?? path.join(root, 'target/debug/sampan');
export const program = fileURLToPath(new URL('program', import.meta.url));
const START_LIMIT = 60_000;
const LIMIT = 15_000;

export const dataFolder = () => mkdtemp(path.join(tmpdir(), 'sampan-automator-'));

/** The promise's value, or an error that says what did not come. */
export const within = (limit, what, promise) => {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${what} did not come within ${limit} ms`)), limit)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Looks again until it is so; what was seen last stands in the error. */
export const until = async (what, look, isSo) => {
  const end = Date.now() + LIMIT;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what} did not come; seen last: ${JSON.stringify(seen)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
};

/** Starts the fixture's program; `more` are further arguments. */
export const start = async (...more) => {
  const data = await dataFolder();
  const all = ['run', program, '--automation-port', '0', '--headless', '--json', '--data-dir', data, ...more];
  const child = spawn(binary, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const lines = [];
  const waiting = new Set();
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    for (const look of [...waiting]) look();
  });
  /** The first event, of all that were and will be, that is wanted. */
  const event = (what, isWanted) =>
    within(START_LIMIT, what, new Promise((done) => {
      const look = () => {
        const found = lines.find(isWanted);
        if (!found) return;
        waiting.delete(look);
        done(found);
      };
      waiting.add(look);
      look();
    }));
  const failed = ended.then(([code]) => {
    throw new Error(`sampan ended with ${code}: ${errors}`);
  });
  failed.catch(() => {});
  const ready = await Promise.race([event('ready', ({ type }) => type === 'ready'), failed]);
  await Promise.race([event('a page', ({ type }) => type === 'navigate'), failed]);
  return {
    address: ready.automator,
    lines,
    event,
    connect: () => automator.connect({ wsEndpoint: ready.automator }),
    /** Its exit code and what it wrote to standard error. */
    ended: async () => [(await within(LIMIT, 'the end', ended))[0], errors],
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await within(LIMIT, 'the end', ended);
      await rm(data, { recursive: true, force: true });
    },
  };
};

/** A socket that speaks the protocol without a client in between. */
export const socket = async (address) => {
  const opened = new WebSocket(address);
  const frames = [];
  const waiting = new Set();
  opened.addEventListener('message', ({ data }) => {
    frames.push(JSON.parse(data));
    for (const look of [...waiting]) look();
  });
  const closed = new Promise((done) => opened.addEventListener('close', done, { once: true }));
  await within(LIMIT, 'a socket', new Promise((done, fail) => {
    opened.addEventListener('open', done, { once: true });
    opened.addEventListener('error', () => fail(new Error('refused')), { once: true });
  }));
  const frame = (what, isWanted) =>
    within(LIMIT, what, new Promise((done) => {
      const look = () => {
        const found = frames.find(isWanted);
        if (!found) return;
        waiting.delete(look);
        done(found);
      };
      waiting.add(look);
      look();
    }));
  let last = 0;
  return {
    frames,
    frame,
    closed,
    send: (data) => opened.send(data),
    call: (method, params = {}) => {
      const id = String((last += 1));
      opened.send(JSON.stringify({ id, method, params }));
      return frame(method, (answer) => answer.id === id);
    },
    close: () => opened.close(),
  };
};
