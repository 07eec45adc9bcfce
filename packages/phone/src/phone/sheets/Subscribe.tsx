// Whether a mini program may send these messages, each named by the id of its template.

import { For } from 'solid-js';

import { words } from '../../words.ts';
import { appName } from '../Asker.tsx';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

export default function Subscribe(props: SheetProps<'subscribe'>) {
  const answering = createAnswering();
  return (
    <SheetFrame
      of={props}
      answering={answering}
      title={appName(props.sheet.app)}
      accept={{
        text: words().allow,
        isOff: answering.isBusy(),
        isFocused: true,
        onClick: () => void answering.attempt(() => props.answer({ kind: 'done' })),
      }}
      reject={words().reject}
    >
      <p class="scope-title">{words().wantsToSend}</p>
      <ul class="templates">
        <For each={props.question.templates}>{(template) => <li>{template}</li>}</For>
      </ul>
    </SheetFrame>
  );
}
