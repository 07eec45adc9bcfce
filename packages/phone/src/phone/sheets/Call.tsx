// A number that a mini program wants called. Nobody is: this phone has no line.

import { words } from '../../words.ts';
import { Dialog } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

export default function Call(props: SheetProps<'call'>) {
  return (
    <Dialog
      title={props.question.number}
      accept={words().call}
      reject={words().cancel}
      onAccept={() => void props.answer({ kind: 'done' })}
      onReject={props.cancel}
    >
      <p class="dialog-text">{words().callNote}</p>
    </Dialog>
  );
}
