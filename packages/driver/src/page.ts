// The open pages.

import { bytesOf } from './base64.ts';
import type { Connection, Waiting } from './connection.ts';
import type { In, PageState } from './generated/protocol.ts';
import { Finder } from './locator.ts';

/** A page of the mini program, with the H5 page in it where it has one. */
export class Page extends Finder {
  /** @internal */
  constructor(connection: Connection, where: In) {
    super(connection, where, []);
  }

  /** Runs an expression or a function in the page, beside its own scripts. A promise is awaited. */
  evaluate<R = unknown, A = undefined>(script: string | ((argument: A) => R | Promise<R>), argument?: A, options?: Waiting): Promise<R> {
    const call = typeof script === 'string' ? script : `(${String(script)})(${JSON.stringify(argument) ?? 'undefined'})`;
    const params = { in: this.where, script: call, ...this.connection.timeout(options) };
    return this.connection.call('Page.evaluate', params) as Promise<R>;
  }

  /** What the phone shows of it: path, query, title, the web-view's address. */
  async state(): Promise<PageState> {
    const pages = await this.connection.call('Page.list', {});
    const page = 'page' in this.where ? this.where.page : 'top';
    const found = pages.findLast((open) => page === 'top' || open.page === page || open.path === page);
    if (!found) throw new Error(`the page ${page} is not open; open are ${pages.map((open) => open.path).join(', ')}`);
    return found;
  }

  /** The address of its document. */
  url(): Promise<string> {
    return this.connection.call('Page.url', { in: this.where });
  }

  /** All that a person reads in it. */
  text(): Promise<string> {
    return this.connection.call('Page.text', { in: this.where });
  }

  /** A PNG of what is seen of it, or of all of its document. */
  async screenshot(options: Waiting & { fullPage?: boolean } = {}): Promise<Uint8Array> {
    const params = { in: this.where, fullPage: options.fullPage ?? false, ...this.connection.timeout(options) };
    return bytesOf(await this.connection.call('Page.screenshot', params));
  }

  async title(): Promise<string> {
    return (await this.state()).title;
  }
}
