// Questions to the user, and what the phone itself asks for.

import type { Connection, Waiting } from './connection.ts';
import type { Prompt as Asked, Sheet as Shown, SheetReply } from './generated/protocol.ts';

/** A question to the user, for a right (`scope.userLocation` …) or from a page (`alert`, `confirm`, `prompt`, `beforeunload`).
 * What is done with it waits until it is asked. */
export class Prompt {
  /** @internal */
  constructor(
    private readonly connection: Connection,
    private readonly kind: string | undefined,
  ) {}

  waitFor(options?: Waiting): Promise<Asked> {
    const kind = this.kind === undefined ? {} : { kind: this.kind };
    return this.connection.call('Prompt.wait', { ...kind, ...this.connection.timeout(options) });
  }

  /** Says yes, with what is typed into a `prompt`. */
  allow(options: Waiting & { text?: string } = {}): Promise<void> {
    return this.answer(true, options);
  }

  deny(options: Waiting = {}): Promise<void> {
    return this.answer(false, options);
  }

  private async answer(accept: boolean, options: Waiting & { text?: string }): Promise<void> {
    const { id } = await this.waitFor(options);
    const text = options.text === undefined ? {} : { text: options.text };
    await this.connection.call('Prompt.answer', { id, accept, ...text });
  }
}

export type SheetKind = Shown['question']['kind'];

/** What the phone itself asks for (`camera`, `scan`, `pay` …) and dialogs of the program (`modal`, `actionSheet`). What is done
 * with it waits until it is shown. */
export class Sheet {
  /** @internal */
  constructor(
    private readonly connection: Connection,
    private readonly kind: SheetKind | undefined,
  ) {}

  waitFor(options?: Waiting): Promise<Shown> {
    const kind = this.kind === undefined ? {} : { kind: this.kind };
    return this.connection.call('Sheet.wait', { ...kind, ...this.connection.timeout(options) });
  }

  /** Pays, calls, allows; presses the button of a dialog, with what is written in it. */
  confirm(options: Waiting & { text?: string } = {}): Promise<void> {
    return this.reply(({ question }) => {
      const isText = question.kind === 'modal';
      return isText ? { kind: 'text', text: options.text ?? (question.modal.editable ? question.modal.content : '') } : { kind: 'done' };
    }, options);
  }

  cancel(options: Waiting = {}): Promise<void> {
    return this.reply(() => ({ kind: 'cancel' }), options);
  }

  /** An item of an action sheet, by what stands there or from 0. */
  choose(item: string | number, options: Waiting = {}): Promise<void> {
    return this.reply(({ question }) => {
      const items = question.kind === 'actionSheet' ? question.sheet.items : [];
      const index = typeof item === 'number' ? item : items.indexOf(item);
      if (index < 0) throw new Error(`the sheet has no item "${item}"; it has ${items.join(', ')}`);
      return { kind: 'choice', index };
    }, options);
  }

  /** Gives pictures: files of the machine that the host runs on. */
  pictures(files: string | string[], options: Waiting = {}): Promise<void> {
    return this.reply(() => ({ kind: 'pictures', files: [files].flat() }), options);
  }

  /** Answers in any way there is. */
  answer(reply: SheetReply, options: Waiting = {}): Promise<void> {
    return this.reply(() => reply, options);
  }

  private async reply(make: (sheet: Shown) => SheetReply, options: Waiting): Promise<void> {
    const sheet = await this.waitFor(options);
    await this.connection.call('Sheet.answer', { id: sheet.id, reply: make(sheet) });
  }
}
