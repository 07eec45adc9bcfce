// What a person does with the phone becomes a test: the line that says so while it goes on, and what has come of it.

import { createSignal, For, onMount, Show } from 'solid-js';

import type { Recorded } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { Icon } from '../icons.tsx';
import { known } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Choice } from '../widgets/Toolbar.tsx';
import '../widgets/widgets.css';
import { words } from '../words.ts';
import { toast } from './Toast.tsx';

const FORMS = ['spec', 'playwright', 'automator'] as const;
type Form = (typeof FORMS)[number];
const FILES: Record<Form, string> = { spec: 'recorded.spec.ts', playwright: 'recorded.spec.ts', automator: 'recorded.mjs' };

const [recorded, setRecorded] = createSignal<Recorded & { isEmpty: boolean }>();

export const isRecording = (): boolean => known.recording !== null;

/** Begins, or ends and shows the test. */
export const toggleRecording = async (): Promise<void> => {
  const on = !isRecording();
  const isEmpty = known.recording?.count === 0;
  try {
    const answer = await host.request({ method: 'record', on });
    if (!on) setRecorded({ ...(answer as Recorded), isEmpty });
  } catch (error) {
    toast((error as Error).message);
  }
};

/** Says that it goes on, and what was heard last: whoever does not see it hears how many there are. */
export function RecordingLine() {
  return (
    <Show when={known.recording}>
      {(recording) => (
        <div class="recording">
          <span class="recording-dot" aria-hidden="true" />
          <span role="status">{words().recording(recording().count)}</span>
          <code class="recording-last" title={recording().last}>{recording().last}</code>
          <Show when={!known.remote}>
            <button type="button" class="button" onClick={() => void toggleRecording()}>
              <Icon name="stop" size={16} /> {words().recordEnd}
            </button>
          </Show>
        </div>
      )}
    </Show>
  );
}

const asFile = (content: BlobPart, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** The test, once there is one. */
export function RecordedTest() {
  return <Show when={recorded()} keyed>{(test) => <Source test={test} />}</Show>;
}

function Source(props: { test: Recorded & { isEmpty: boolean } }) {
  let dialog!: HTMLDialogElement;
  const [form, setForm] = createSignal<Form>('spec');
  const source = (): string => props.test[form()];
  onMount(() => dialog.showModal());
  return (
    <dialog ref={dialog} class="card-dialog recorded" aria-labelledby="recorded-title" onClose={() => setRecorded()}>
      <h2 id="recorded-title">{words().recorded}</h2>
      <Choice<Form>
        label={words().recordedForm}
        value={form()}
        options={FORMS.map((value) => ({ value, text: words().recordedForms[value] }))}
        onChange={setForm}
      />
      <Show when={props.test.isEmpty}><p class="quiet">{words().recordedNothing}</p></Show>
      <pre class="recorded-source" tabIndex={0} aria-label={FILES[form()]}><code>{source()}</code></pre>
      <p class="quiet">{words().recordedIn(props.test.folder)}</p>
      <Show when={props.test.pictures.length}>
        <p class="recorded-pictures">
          {words().recordedPictures}:{' '}
          <For each={props.test.pictures}>
            {({ name, base64 }) => <button type="button" class="button" onClick={() => asFile(bytesOf(base64), name)}>{name}</button>}
          </For>
        </p>
      </Show>
      <div class="card-dialog-buttons">
        <Copy text={source}>{words().copy}</Copy>
        <button type="button" class="button" onClick={() => asFile(source(), FILES[form()])}>{words().download}</button>
        <button type="button" class="button primary" onClick={() => dialog.close()}>{words().close}</button>
      </div>
    </dialog>
  );
}
