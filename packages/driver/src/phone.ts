// The phone: where everything begins.

import { Bridge } from './bridge.ts';
import { Connection, type Params, type Result } from './connection.ts';
import type { Share, State } from './generated/protocol.ts';
import { Page } from './page.ts';
import { Prompt, Sheet, type SheetKind } from './prompt.ts';
import type { Transport } from './transport.ts';

/** The phone: what runs in it, and what a person does with it. */
export class Phone {
  readonly connection: Connection;
  /** The page on top, whichever it is at the time. */
  readonly page: Page;
  /** The phone around the page, as it is shown to a person: bars, prompts, sheets, menus and panels. */
  readonly screen: Page;
  readonly bridge: Bridge;

  constructor(transport: Transport) {
    this.connection = new Connection(transport);
    this.page = new Page(this.connection, { page: 'top' });
    this.screen = new Page(this.connection, { phone: true });
    this.bridge = new Bridge(this.connection);
  }

  /** Opens a mini program (its folder) or an H5 page (a file, a folder, an address) and gives its first page. */
  async open(target: string, options: Omit<Params<'Phone.open'>, 'target'> = {}): Promise<Page> {
    await this.connection.call('Phone.open', { target, ...options });
    return this.page;
  }

  /** Waits until the page on top can be looked at. */
  async ready(): Promise<void> {
    await this.connection.call('Phone.ready', {});
  }

  /** Hears everything that happens, as `docs/events.md` has it. Only over a socket. */
  async onTrace(listener: (event: { type: string; [member: string]: unknown }) => void): Promise<void> {
    const { transport } = this.connection;
    transport.onEvent((method, params) => {
      if (method === 'Trace.event') listener(params as { type: string });
    });
    await transport.send('Trace.subscribe', {});
  }

  /** An open page, by its path or number. */
  pageAt(page: string | number): Page {
    return new Page(this.connection, { page });
  }

  /** The open pages, bottom first. */
  async pages(): Promise<Page[]> {
    return (await this.connection.call('Page.list', {})).map(({ page }) => this.pageAt(page));
  }

  state(): Promise<State> {
    return this.connection.call('Phone.state', {});
  }

  prompt(kind?: string): Prompt {
    return new Prompt(this.connection, kind);
  }

  sheet(kind?: SheetKind): Sheet {
    return new Sheet(this.connection, kind);
  }

  /** True: the H5 page went back in its own history. False: the page was closed. */
  back(): Promise<boolean> {
    return this.connection.call('Phone.back', {});
  }

  share(): Promise<Share> {
    return this.connection.call('Phone.share', {});
  }

  copyLink(): Promise<string> {
    return this.connection.call('Phone.copyLink', {});
  }

  async reload(): Promise<void> {
    await this.connection.call('Phone.reload', {});
  }

  async hide(): Promise<void> {
    await this.connection.call('Phone.hide', {});
  }

  async show(): Promise<void> {
    await this.connection.call('Phone.show', {});
  }

  /** Ends every mini program that runs. */
  async close(): Promise<void> {
    await this.connection.call('Phone.close', {});
  }

  /** The home button of the navigation bar. */
  async home(): Promise<void> {
    await this.connection.call('Phone.home', {});
  }

  /** A tap on the tabBar, from 0. */
  async tab(index: number): Promise<void> {
    await this.connection.call('Phone.tab', { index });
  }

  async pullDown(): Promise<void> {
    await this.connection.call('Phone.pullDown', {});
  }

  /** The next scanner sees this picture: a file of the machine that the host runs on. */
  async scan(file: string): Promise<void> {
    await this.connection.call('Phone.scan', { file });
  }

  /** The next time that pictures are asked for, from album or camera, it is these. */
  async photo(files: string | string[]): Promise<void> {
    await this.connection.call('Phone.photo', { files: [files].flat() });
  }

  /** Changes a key of the device file, e.g. `device.network.type`; null takes it away. */
  async device(key: string, value: unknown): Promise<void> {
    await this.connection.call('Phone.device', { key, value });
  }

  /** Runs a line in the mini program's own JavaScript; what a console shows of it. */
  evaluate(script: string): Promise<Result<'Phone.evaluate'>> {
    return this.connection.call('Phone.evaluate', { script });
  }
}
