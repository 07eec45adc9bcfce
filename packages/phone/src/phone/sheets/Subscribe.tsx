// Whether a mini program may send these messages, each named by the id of its template.

import { For } from 'solid-js';

import { words } from '../../words.ts';
import { appName, Asker } from '../Asker.tsx';
import { HalfScreen } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

export default function Subscribe(props: SheetProps<'subscribe'>) {
  return (
    <HalfScreen
      title={appName(props.sheet.app)}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      onCancel={props.cancel}
      footer={
        <>
          <button type="button" class="weui-btn weui-btn_default" onClick={() => props.cancel()}>
            {words().reject}
          </button>
          <button
            type="button"
            class="weui-btn weui-btn_primary"
            data-focus
            onClick={() => void props.answer({ kind: 'done' })}
          >
            {words().allow}
          </button>
        </>
      }
    >
      <p class="scope-title">{words().wantsToSend}</p>
      <ul class="templates">
        <For each={props.question.templates}>{(template) => <li>{template}</li>}</For>
      </ul>
    </HalfScreen>
  );
}
