// The dialog of `wx.showModal`: one or two buttons, and a field when it is to be written in. It stays until a button is
// pressed; Escape is the button that cancels.

import { createSignal, Show } from 'solid-js';

import { words } from '../../words.ts';
import { Dialog } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

export default function ModalSheet(props: SheetProps<'modal'>) {
  const modal = () => props.question.modal;
  const [text, setText] = createSignal(props.question.modal.content);
  return (
    <Dialog
      title={modal().title}
      accept={modal().confirmText || words().ok}
      acceptColor={modal().confirmColor}
      reject={modal().cancel ? modal().cancelText || words().cancel : undefined}
      rejectColor={modal().cancelColor}
      isFirm
      onAccept={() => void props.answer({ kind: 'text', text: modal().editable ? text() : '' })}
      onReject={() => modal().cancel && props.cancel()}
    >
      <Show when={modal().editable} fallback={<p class="dialog-text">{modal().content}</p>}>
        <textarea
          class="dialog-input dialog-area"
          rows="3"
          data-focus
          aria-label={modal().title || modal().placeholder || words().answerHere}
          placeholder={modal().placeholder}
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Show>
    </Dialog>
  );
}
