// What the phone itself wants of the person. Questions that cover the page come one after the other; the microphone
// and the loudspeaker go on beside them.

import { createMemo, For, lazy, Show, Suspense, type Component } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import type { Question, Sheet, SheetAnswer } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { known } from '../store.ts';
import { Player } from './sheets/Player.tsx';
import { Recorder } from './sheets/Recorder.tsx';
import { toast } from './Toast.tsx';

export interface SheetProps<K extends Question['kind'] = Question['kind']> {
  sheet: Sheet;
  question: Extract<Question, { kind: K }>;
  /** Fails when the host wants something else, a picture with a code in it, say: the sheet stays. */
  answer: (reply: SheetAnswer) => Promise<void>;
  cancel: () => void;
}

type Kind = Question['kind'];

/** Loaded when asked for: most pages never ask. */
const SHEETS: { [K in Exclude<Kind, 'record' | 'play'>]: Component<SheetProps<K>> } = {
  album: lazy(() => import('./sheets/Album.tsx')),
  camera: lazy(() => import('./sheets/Camera.tsx')),
  scan: lazy(() => import('./sheets/Scan.tsx')),
  place: lazy(() => import('./sheets/Place.tsx')),
  address: lazy(() => import('./sheets/Address.tsx')),
  pay: lazy(() => import('./sheets/Pay.tsx')),
  modal: lazy(() => import('./sheets/Modal.tsx')),
  actionSheet: lazy(() => import('./sheets/ActionSheet.tsx')),
  call: lazy(() => import('./sheets/Call.tsx')),
  subscribe: lazy(() => import('./sheets/Subscribe.tsx')),
  account: lazy(() => import('./sheets/Account.tsx')),
};

const isModal = ({ question }: Sheet): boolean => question.kind !== 'record' && question.kind !== 'play';

function Open(props: { sheet: Sheet }) {
  const answer = async (reply: SheetAnswer): Promise<void> => {
    await host.request({ method: 'answerSheet', id: props.sheet.id, reply });
  };
  const cancel = (): void => void answer({ kind: 'cancel' }).catch((error: Error) => toast(error.message));
  const kind = props.sheet.question.kind;
  const component = kind === 'record' ? Recorder : kind === 'play' ? Player : SHEETS[kind];
  return (
    <Suspense>
      <Dynamic
        // The table above holds each kind with its own component.
        component={component as Component<SheetProps>}
        sheet={props.sheet}
        question={props.sheet.question}
        answer={answer}
        cancel={cancel}
      />
    </Suspense>
  );
}

const byId = (id: number): Sheet | undefined => known.state.sheets.find((sheet) => sheet.id === id);

export function Sheets() {
  const modal = createMemo(() => known.state.sheets.find(isModal)?.id);
  const beside = () => known.state.sheets.filter((sheet) => !isModal(sheet)).map(({ id }) => id);
  return (
    <>
      <div class="beside">
        <For each={beside()}>
          {(id) => <Show when={byId(id)}>{(sheet) => <Open sheet={sheet()} />}</Show>}
        </For>
      </div>
      <Show when={modal()} keyed>
        {(id) => <Show when={byId(id)}>{(sheet) => <Open sheet={sheet()} />}</Show>}
      </Show>
    </>
  );
}
