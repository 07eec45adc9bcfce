// The map, to choose a place: the viewer's page in a frame, which posts the place.

import { createSignal, onCleanup, onMount, Show } from 'solid-js';

import type { Place as Chosen } from '../../generated/protocol.ts';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';
import { viewerAddress } from '../Viewer.tsx';

interface Told { place?: Chosen; close?: boolean }

export default function Place(props: SheetProps<'place'>) {
  let frame!: HTMLIFrameElement;
  const [error, setError] = createSignal('');
  const onMessage = (event: MessageEvent<Told | null>): void => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin) return;
    const { place, close } = event.data ?? {};
    if (place) props.answer({ kind: 'place', place }).catch((reason: Error) => setError(reason.message));
    else if (close) props.cancel();
  };
  onMount(() => window.addEventListener('message', onMessage));
  onCleanup(() => window.removeEventListener('message', onMessage));
  const { latitude, longitude } = props.question;
  const request = { kind: 'place', ...(latitude == null || longitude == null ? {} : { latitude, longitude }) };
  return (
    <HalfScreen
      title={words().choosePlace}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      isTall
      onCancel={props.cancel}
    >
      <iframe ref={frame} class="place" title={words().map} src={viewerAddress(request)} />
      <Show when={error()}><p class="sheet-error" role="alert">{error()}</p></Show>
    </HalfScreen>
  );
}
