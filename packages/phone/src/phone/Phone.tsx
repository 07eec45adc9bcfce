// The phone, from back to front: the home screen or the pages, the viewer, what is wrong with the files, what the
// phone wants of the person, the menu, the question. What is in front covers what is behind, and the page is behind
// everything.

import { createMemo, Show } from 'solid-js';

import type { DeviceState } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { Icon } from '../icons.tsx';
import { known, topPage } from '../store.ts';
import { words } from '../words.ts';
import { AppToast } from './AppToast.tsx';
import { Capsule } from './Capsule.tsx';
import { Frame } from './Frame.tsx';
import { NAVIGATION_BAR } from './geometry.ts';
import { HomeScreen } from './HomeScreen.tsx';
import { Menu } from './Menu.tsx';
import { Pages } from './Pages.tsx';
import './phone.css';
import { Problems } from './Problems.tsx';
import { Prompts } from './Prompts.tsx';
import { RecordingLine } from './Record.tsx';
import { Sheets } from './Sheets.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toast } from './Toast.tsx';
import { Toolbar } from './Toolbar.tsx';
import { isDarkViewer, Viewer } from './Viewer.tsx';

/** What the home screen stands on, and the first moment: a plain phone. */
const PLAIN: DeviceState = {
  width: 390,
  height: 844,
  pixelRatio: 2,
  safeArea: [0, 0, 0, 0],
  statusBar: 24,
  isApple: false,
  model: '',
  system: '',
  theme: 'light',
  network: 'wifi',
  settings: null,
  sources: {},
};

/** The server is not there: said, while the last picture stays. */
function Lost() {
  const text = () =>
    ({
      open: '',
      connecting: known.ready ? words().gone : words().connecting,
      gone: words().gone,
      ended: words().ended(known.bye),
      stranger: words().stranger,
    })[host.connection()];
  return (
    <Show when={text()}>
      <p class="lost" role="alert">
        <Icon name="warning" /> {text()}
      </p>
    </Show>
  );
}

export function Phone() {
  /** The last phone there was, for the home screen. */
  const device = createMemo<DeviceState>((before) => known.state.device ?? before, PLAIN);
  const isHome = () => !known.state.app;
  const bar = () => topPage()?.navigationBar;
  const statusBlack = () => {
    if (known.state.viewer) return !isDarkViewer(known.state.viewer);
    return !isHome() && (bar()?.blackText ?? true);
  };
  return (
    <>
      <Toolbar />
      <Lost />
      <RecordingLine />
      <div class="phone" classList={{ dimmed: known.ready && host.connection() !== 'open' }}>
        <Frame device={device()}>
          <Show when={!isHome()} fallback={<HomeScreen />}>
            <Pages device={device()} />
            <Show when={topPage()}>
              <Capsule
                blackText={bar()?.blackText ?? true}
                statusBar={device().statusBar}
                right={device().safeArea[1] ?? 0}
              />
            </Show>
          </Show>
          <Viewer top={device().statusBar} />
          <Show when={device().statusBar > 0}>
            <StatusBar device={device()} blackText={statusBlack()} />
          </Show>
          <Problems top={device().statusBar + NAVIGATION_BAR} />
          <AppToast />
          <Sheets />
          <Show when={known.state.menu}>
            <Menu />
          </Show>
          <Prompts />
          <Toast />
        </Frame>
      </div>
    </>
  );
}
