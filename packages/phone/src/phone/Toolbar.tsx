// What is done to the phone as a thing: which one it is, turning it, a picture of it, showing it on a real one; and
// how the page around it looks.

import { createSignal, For, Show } from 'solid-js';

import { PRESETS } from '../generated/protocol.ts';
import { showHelp } from '../Help.tsx';
import { host } from '../host.ts';
import { Icon, type IconName } from '../icons.tsx';
import { isNarrow, panelsAreShown, togglePanels } from '../layout.ts';
import { useShortcuts } from '../shortcuts.ts';
import { known, topPage } from '../store.ts';
import { setTheme, theme, THEMES } from '../theme.ts';
import { language, setLanguage, words } from '../words.ts';
import { Lan } from './Lan.tsx';
import { isRecording, RecordedTest, toggleRecording } from './Record.tsx';
import { focusPage, showKeyboard } from './Screen.tsx';
import { saveScreenshot } from './screenshot.ts';
import { toast } from './Toast.tsx';

const PRESET_NAMES: Record<string, string> = {
  'iphone-15': 'iPhone 15',
  'iphone-15-pro-max': 'iPhone 15 Pro Max',
  'iphone-se': 'iPhone SE',
  'ipad-mini': 'iPad mini',
  'pixel-8': 'Pixel 8',
  'pixel-8-pro': 'Pixel 8 Pro',
  'galaxy-s24': 'Galaxy S24',
  'huawei-mate-60': 'Huawei Mate 60',
};

interface DeviceFile { device?: { preset?: string; orientation?: string } }
const deviceFile = (): DeviceFile['device'] => (known.state.device?.settings as DeviceFile | null)?.device;

const change = (key: string, value: unknown): void => {
  const app = known.state.app;
  if (app) host.request({ method: 'changeDevice', app, key, value }).catch((error: Error) => toast(error.message));
};

const isLandscape = (): boolean => {
  const device = known.state.device;
  return !!device && device.width > device.height;
};

const rotate = (): void => change('device.orientation', isLandscape() ? 'portrait' : 'landscape');

const openTools = async (): Promise<void> => {
  const page = topPage();
  if (!page) return;
  // Opened with the press: a window that waits for an answer would be blocked.
  const tools = window.open('', '_blank');
  try {
    const address = await host.request({ method: 'devTools', page: page.page });
    if (tools && typeof address === 'string') tools.location.href = new URL(address, location.href).href;
  } catch (error) {
    tools?.close();
    toast((error as Error).message);
  }
};

function Tool(props: { icon: IconName; label: string; onClick: () => void; disabled?: boolean; pressed?: boolean }) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled ?? false}
      onClick={() => props.onClick()}
    >
      <Icon name={props.icon} />
    </button>
  );
}

export function Toolbar() {
  const [isLanOpen, setLanOpen] = createSignal(false);
  const nextTheme = () => THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length] ?? 'system';
  const hasPage = () => !!topPage();
  useShortcuts([
    { keys: 'p', title: 'shortcutPhone', run: focusPage },
    { keys: 'b', title: 'back', run: () => host.tell({ method: 'back' }) },
    { keys: 'm', title: 'menu', run: () => host.tell({ method: 'menu', open: true }) },
    { keys: 'r', title: 'rotate', run: rotate },
    { keys: 's', title: 'screenshot', run: () => void saveScreenshot() },
    { keys: 'e', title: 'record', run: () => { if (!known.remote) void toggleRecording(); } },
    { keys: 'd', title: 'devTools', run: () => void openTools() },
    { keys: 't', title: 'theme', run: () => setTheme(nextTheme()) },
    { keys: 'l', title: 'language', run: () => setLanguage(language() === 'en' ? 'zh' : 'en') },
    { keys: '\\', title: 'togglePanels', run: togglePanels },
  ]);
  return (
    <div class="phone-toolbar" role="toolbar" aria-label={words().toolbar}>
      <select
        class="preset"
        aria-label={words().preset}
        value={deviceFile()?.preset ?? ''}
        disabled={!known.state.app}
        onChange={(event) => change('device.preset', event.currentTarget.value || null)}
      >
        <option value="">{words().plainPhone}</option>
        <For each={PRESETS}>{(preset) => <option value={preset}>{PRESET_NAMES[preset] ?? preset}</option>}</For>
      </select>
      <Tool icon="rotate" label={words().rotate} onClick={rotate} disabled={!known.state.app} />
      <Tool icon="camera" label={words().screenshot} onClick={() => void saveScreenshot()} disabled={!topPage()} />
      <Tool icon="tools" label={words().devTools} onClick={() => void openTools()} disabled={!hasPage()} />
      <Show when={!known.remote}>
        <Tool
          icon={isRecording() ? 'stop' : 'record'}
          label={isRecording() ? words().recordEnd : words().record}
          onClick={() => void toggleRecording()}
          disabled={!known.state.app && !isRecording()}
        />
        <Tool icon="qr" label={words().lan} onClick={() => setLanOpen(true)} />
      </Show>
      <span class="phone-toolbar-gap" />
      <Show when={isNarrow()}>
        <Tool icon="keyboard" label={words().keyboard} onClick={showKeyboard} />
      </Show>
      <Tool
        icon={theme() === 'system' ? 'halfMoon' : theme() === 'dark' ? 'moon' : 'sun'}
        label={words().themeIs(words().themes[theme()])}
        onClick={() => setTheme(nextTheme())}
      />
      <Tool icon="language" label={words().language} onClick={() => setLanguage(language() === 'en' ? 'zh' : 'en')} />
      <Show when={!isNarrow()}>
        <Tool icon="help" label={words().shortcutHelp} onClick={showHelp} />
      </Show>
      <Tool
        icon="panels"
        label={panelsAreShown() ? words().hidePanels : words().showPanels}
        pressed={panelsAreShown()}
        onClick={togglePanels}
      />
      <RecordedTest />
      <Show when={isLanOpen()}><Lan onClose={() => setLanOpen(false)} /></Show>
    </div>
  );
}
