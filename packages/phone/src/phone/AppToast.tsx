// The toast of the mini program: `wx.showToast` and `wx.showLoading`. It goes when the host says so.

import { Match, Show, Switch } from 'solid-js';

import type { ToastState } from '../generated/protocol.ts';
import { known, topPage } from '../store.ts';
import { words } from '../words.ts';
import { packageFile } from './TabBar.tsx';
import { mapAddress } from './Viewer.tsx';

const CHECK = 'M5 13.5 10.5 19 20.5 7';
const CROSS = 'M6 6l13 13M19 6 6 19';

const pictureOf = (image: string): string => {
  const address = mapAddress(image, known.state.app ?? undefined);
  return address === image ? packageFile(known.state.app ?? '', image) : address;
};

function Line(props: { path: string }) {
  return (
    <svg viewBox="0 0 25 25" width="44" height="44" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">
      <path d={props.path} />
    </svg>
  );
}

function Sign(props: { toast: ToastState }) {
  return (
    <Switch>
      <Match when={props.toast.image}>{(image) => <img src={pictureOf(image())} alt="" draggable={false} />}</Match>
      <Match when={props.toast.icon === 'success'}><Line path={CHECK} /></Match>
      <Match when={props.toast.icon === 'error'}><Line path={CROSS} /></Match>
      <Match when={props.toast.icon === 'loading'}><span class="app-toast-circle" aria-hidden="true" /></Match>
    </Switch>
  );
}

/** Always there, so that a screen reader tells what comes into it. */
export function AppToast() {
  const toast = () => known.state.toast;
  const isPlain = () => toast()?.icon === 'none' && !toast()?.image;
  return (
    <>
      <Show when={toast()?.mask}>
        <div class="app-toast-mask" style={{ top: `${topPage()?.frame.top ?? 0}px` }} />
      </Show>
      <div class="app-toast-place" role="status">
        <Show when={toast()}>
          {(toast) => (
            <div class="app-toast" classList={{ plain: isPlain() }}>
              <Show when={!isPlain()}><Sign toast={toast()} /></Show>
              <Show when={toast().title} fallback={<span class="only-heard">{words().loading}</span>}>
                <p>{toast().title}</p>
              </Show>
            </div>
          )}
        </Show>
      </div>
    </>
  );
}
