// The client for Node: starts a Sampan, or connects to one that runs.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { Phone } from './phone.ts';
import { Socket } from './socket.ts';

export * from './index.ts';

export interface LaunchOptions {
  /** A mini program's folder; an HTML file or a folder with an `index.html`; an address. */
  target: string;
  /** The `sampan` to start: a path or a name; `SAMPAN_BINARY` or `sampan` when absent. */
  binary?: string;
  /** Page of a mini program to begin with, with its query. */
  page?: string;
  /** More options of the command line, e.g. `['--app', '../other']`. */
  args?: string[];
  /** Opens Chromium's own port too; its address is `cdp`. */
  cdp?: boolean;
  cwd?: string;
  /** Where files begin that the phone is given (`phone.scan('code.png')`); `cwd` when absent. */
  folder?: string;
  env?: Record<string, string | undefined>;
  /** Milliseconds until it must be up; 60000 when absent. */
  timeout?: number;
}

/** A Sampan that is driven. */
export interface Sampan {
  phone: Phone;
  /** What the first line of a started one said. */
  ready: Ready;
  /** Ends the connection, and the Sampan that was started for it. Gives its exit code. */
  close(): Promise<number | null>;
}

export interface Ready {
  app?: string;
  version?: string;
  browser?: string;
  /** Chromium's own port, for Playwright's `connectOverCDP`. */
  cdp?: string;
  /** The page with the phone in it. */
  phone?: string;
  /** Where another driver connects. */
  driver: string;
  /** Where a client of the automator connects. */
  automator?: string;
}

const START_LIMIT = 60_000;
/** How long a Sampan that was asked to end may take. */
const END_LIMIT = 10_000;

/** Starts a Sampan without a window, and opens the target in it. */
export async function launch(options: LaunchOptions): Promise<Sampan> {
  const child = start(options);
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  try {
    const ready = await firstLine(child, options.timeout ?? START_LIMIT);
    const { phone, close } = await connect(ready.driver, options.folder ?? options.cwd);
    await phone.ready();
    return {
      phone,
      ready,
      close: async () => {
        await close();
        return end(child, ended);
      },
    };
  } catch (error) {
    await end(child, ended);
    throw error;
  }
}

/** Connects to a Sampan by the `driver` address of its first line (`sampan run … --json --automation-port 0`). `folder` is
 * where files begin that the phone is given. */
export async function connect(address: string, folder = '.'): Promise<Sampan> {
  const socket = await Socket.open(address);
  await socket.send('Client.seenFrom', { folder: path.resolve(folder) });
  return {
    phone: new Phone(socket),
    ready: { driver: address },
    close: async () => {
      await socket.close();
      return null;
    },
  };
}

function start(options: LaunchOptions): ChildProcess {
  const { target, page, cdp, args = [], cwd, env } = options;
  const binary = options.binary ?? process.env['SAMPAN_BINARY'] ?? 'sampan';
  const isProgram = existsSync(path.join(cwd ?? '.', target, 'app.json')) || existsSync(path.join(target, 'app.json'));
  const all = [isProgram ? 'run' : 'open', target, '--headless', '--json', '--automation-port', '0'];
  if (page !== undefined) all.push('--page', page);
  if (cdp) all.push('--cdp-port', '0');
  return spawn(binary, [...all, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
  });
}

/** The `ready` line. What is written to stderr until then is the reason when there is none. */
function firstLine(child: ChildProcess, limit: number): Promise<Ready> {
  return new Promise((done, fail) => {
    let words = '';
    const late = setTimeout(() => fail(new Error(`sampan was not ready within ${limit} ms\n${words}`)), limit);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4000);
    });
    child.once('error', (error) => {
      fail(new Error(`cannot start ${child.spawnfile} (${error.message}); give its path as \`binary\` or in SAMPAN_BINARY`));
    });
    child.once('close', (code) => fail(new Error(`sampan ended with ${code} before it was ready\n${words}`)));
    // What is not read fills the pipe, and stops the other end: so all of it is.
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const event = line.startsWith('{"type":"ready"') ? (JSON.parse(line) as Ready) : undefined;
      if (!event) return;
      clearTimeout(late);
      if (event.driver) done(event);
      else fail(new Error('this sampan opens no port for drivers; take a newer one'));
    });
  });
}

async function end(child: ChildProcess, ended: Promise<number | null>): Promise<number | null> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), END_LIMIT);
  const code = await (child.pid === undefined ? null : ended);
  clearTimeout(late);
  return code;
}
