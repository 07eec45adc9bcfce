// The action sheet of `wx.showActionSheet`: one of a few, from below.

import { createUniqueId, For } from 'solid-js';

import { words } from '../../words.ts';
import { Modal } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';
import { ownColor } from '../color.ts';

export default function ActionSheet(props: SheetProps<'actionSheet'>) {
  const title = createUniqueId();
  const sheet = () => props.question.sheet;
  /** Arrows go from item to item, as in a menu. */
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <Modal class="action-sheet" labelledBy={title} onCancel={props.cancel}>
      <div onKeyDown={onKeyDown}>
        <p id={title} class="action-title" classList={{ 'only-heard': !sheet().alert }}>
          {sheet().alert || words().chooseOne}
        </p>
        <For each={sheet().items}>
          {(item, index) => (
            <button
              type="button"
              class="action-item"
              style={{ color: ownColor(sheet().color, '#000000') }}
              onClick={() => void props.answer({ kind: 'choice', index: index() })}
            >
              {item}
            </button>
          )}
        </For>
        <button type="button" class="action-item action-cancel" onClick={() => props.cancel()}>
          {words().cancel}
        </button>
      </div>
    </Modal>
  );
}
