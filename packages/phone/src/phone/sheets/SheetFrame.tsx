// What the sheets from below have in common: who asks in the heading, why the last answer was not taken, and the two
// buttons. And an answer: one at a time.

import { createSignal, Show, type JSX } from 'solid-js';

import { Asker } from '../Asker.tsx';
import { HalfScreen, type Accept } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

export interface Answering {
  /** Why the last answer was not taken; the person may give another. */
  error: () => string;
  isBusy: () => boolean;
  /** `answer` makes the answer and gives it. */
  attempt: (answer: () => Promise<void>) => Promise<void>;
}

export const createAnswering = (): Answering => {
  const [error, setError] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
  const attempt = async (answer: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await answer();
    } catch (reason) {
      setError((reason as Error).message);
      setBusy(false);
    }
  };
  return { error, isBusy, attempt };
};

interface FrameProps {
  of: Pick<SheetProps, 'sheet' | 'cancel'>;
  answering: Answering;
  title: string;
  isTall?: boolean;
  /** Without it the body has what answers. */
  accept?: Accept;
  reject?: string;
  children: JSX.Element;
}

export function SheetFrame(props: FrameProps) {
  return (
    <HalfScreen
      title={props.title}
      subtitle={<Asker app={props.of.sheet.app} origin={props.of.sheet.origin} />}
      isTall={props.isTall}
      accept={props.accept}
      reject={props.reject}
      onCancel={props.of.cancel}
    >
      {props.children}
      <Show when={props.answering.error()}>
        <p class="sheet-error" role="alert">
          {props.answering.error()}
        </p>
      </Show>
    </HalfScreen>
  );
}
