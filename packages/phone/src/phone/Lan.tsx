// The phone on a real telephone: a code to scan, with a token that is good once, for as long as the local network is
// let in.

import { createResource, createSignal, onMount, Show } from 'solid-js';

import { host } from '../host.ts';
import { words } from '../words.ts';

interface Address {
  url: string;
  qr: string;
}

/** The SVG as a picture: in the document it could bring scripts, in an image it cannot. */
const pictureOf = (svg: string): string => URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));

const open = async (): Promise<(Address & { picture: string }) | null> => {
  const answer = (await host.request({ method: 'lan', open: true })) as Address | null;
  return answer && { ...answer, picture: pictureOf(answer.qr) };
};

export function Lan(props: { onClose: () => void }) {
  let dialog!: HTMLDialogElement;
  const [address] = createResource(open);
  const [error, setError] = createSignal('');
  onMount(() => dialog.showModal());
  const shut = (): void => {
    host.request({ method: 'lan', open: false }).then(
      () => dialog.close(),
      (reason: Error) => setError(reason.message),
    );
  };
  return (
    <dialog ref={dialog} class="card-dialog lan" aria-labelledby="lan-title" onClose={() => props.onClose()}>
      <h2 id="lan-title">{words().lan}</h2>
      <p>{words().lanText}</p>
      <Show when={!address.error} fallback={<p role="alert">{(address.error as Error).message}</p>}>
        <Show when={address()} fallback={<p class="quiet">{words().loading}</p>}>
          {(found) => (
            <>
              <img class="qr" src={found().picture} alt={words().lanCode} />
              <p class="lan-url">
                <code>{found().url}</code>
              </p>
            </>
          )}
        </Show>
      </Show>
      <Show when={error()}>
        <p role="alert">{error()}</p>
      </Show>
      <div class="card-dialog-buttons">
        <button type="button" class="button" onClick={shut}>
          {words().lanClose}
        </button>
        <button type="button" class="button primary" onClick={() => dialog.close()}>
          {words().lanKeep}
        </button>
      </div>
    </dialog>
  );
}
