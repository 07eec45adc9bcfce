// Pictures, a document or a place over the page: the viewer's own page in a frame. It comes from this server, runs
// our scripts only, and says with a message when it is there and when it wants to go.

import { createEffect, createMemo, on, onCleanup, Show } from 'solid-js';

import type { AppId, Place, ViewerState } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { known } from '../store.ts';
import { language, words } from '../words.ts';

/** `https://<app>.sampan.localhost/__temp__/<name>`: only the mini program's own pages reach that; we get it here. */
const TEMPORARY = /^https:\/\/([a-z0-9-]+)\.sampan\.localhost\/__temp__\/([^?#]+)$/i;
const PACKAGED = /^https:\/\/([a-z0-9-]+)\.sampan\.localhost\/([^?#]+)/i;

/** An address of the mini program's own origin as one of this server. */
export const mapAddress = (url: string, app: AppId | undefined): string => {
  const temporary = TEMPORARY.exec(url);
  if (temporary) return `/temp/${encodeURIComponent(app ?? temporary[1] ?? '')}/${temporary[2] ?? ''}`;
  const packaged = PACKAGED.exec(url);
  if (packaged) return `/package/${encodeURIComponent(app ?? packaged[1] ?? '')}/${packaged[2] ?? ''}`;
  return url;
};

/** All addresses in a request, wherever they stand. */
export const mapRequest = (value: unknown, app: AppId | undefined): unknown => {
  if (typeof value === 'string') return mapAddress(value, app);
  if (Array.isArray(value)) return value.map((item) => mapRequest(item, app));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapRequest(item, app)]));
};

/** In the phone's theme and the page's language. */
export const viewerAddress = (request: unknown): string => {
  const manner = { theme: known.state.device?.theme, language: language() };
  return `/viewer/#show=${encodeURIComponent(JSON.stringify({ ...(request as object), ...manner }))}`;
};

/** What the viewer says: see packages/viewer/src/request.ts. */
export type ViewerAnswer = { viewer: 'shown' | 'close' } | ({ viewer: 'place' } & Place);

/** Listens to one frame and to no other page. */
export const listenToViewer = (
  frame: () => HTMLIFrameElement,
  listener: (answer: ViewerAnswer) => void,
): (() => void) => {
  const onMessage = (event: MessageEvent<ViewerAnswer | null>): void => {
    if (event.source !== frame().contentWindow || event.origin !== location.origin) return;
    if (event.data?.viewer) listener(event.data);
  };
  window.addEventListener('message', onMessage);
  return () => window.removeEventListener('message', onMessage);
};

/** Pictures stand before black in every theme. */
export const isDarkViewer = ({ request }: ViewerState): boolean =>
  known.state.device?.theme === 'dark' || (request as { kind?: unknown } | null)?.kind === 'image';

export function Viewer(props: { top: number }) {
  const id = () => known.state.viewer?.id;
  return (
    <Show when={id()} keyed>
      {(_) => <Show when={known.state.viewer}>{(viewer) => <ViewerFrame viewer={viewer()} top={props.top} />}</Show>}
    </Show>
  );
}

function ViewerFrame(props: { viewer: ViewerState; top: number }) {
  let frame!: HTMLIFrameElement;
  const before = document.activeElement;
  const address = createMemo(() => viewerAddress(mapRequest(props.viewer.request, known.state.app ?? undefined)));
  const shown = (): void => host.tell({ method: 'viewerShown', id: props.viewer.id });
  const close = (): void => host.tell({ method: 'closeViewer' });
  onCleanup(
    listenToViewer(
      () => frame,
      (answer) => {
        if (answer.viewer === 'shown') shown();
        if (answer.viewer === 'close') close();
      },
    ),
  );
  onCleanup(() => {
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  createEffect(
    on(
      () => props.viewer.id,
      () => frame.focus(),
    ),
  );
  return (
    <div
      class="viewer-place"
      classList={{ dark: isDarkViewer(props.viewer) }}
      style={{ 'padding-top': `${props.top}px` }}
    >
      <iframe ref={frame} class="viewer" title={words().viewer} src={address()} allow="fullscreen" />
    </div>
  );
}
