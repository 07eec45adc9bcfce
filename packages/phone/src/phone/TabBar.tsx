// The tabBar. Its icons are files of the package.

import { For, Show } from 'solid-js';

import type { TabBarState, TabState } from '../generated/protocol.ts';
import { host } from '../host.ts';
import { words } from '../words.ts';

/** A file of the package; `/` in front or not. */
export const packageFile = (app: string, path: string): string =>
  `/package/${encodeURIComponent(app)}/${path.replace(/^\//, '').split('/').map(encodeURIComponent).join('/')}`;

const iconOf = (tab: TabState, isSelected: boolean): string | undefined =>
  (isSelected ? tab.selectedIcon || tab.icon : tab.icon) || undefined;

const label = (tab: TabState): string =>
  tab.badge ? words().tabWithBadge(tab.text, tab.badge) : tab.redDot ? words().tabWithDot(tab.text) : tab.text;

export function TabBar(props: { bar: TabBarState; app: string; top: number; height: number }) {
  const isSelected = (index: number) => props.bar.selected === index;
  return (
    <nav
      class="tab-bar"
      classList={{ 'at-top': props.bar.atTop, 'white-border': props.bar.border === 'white' }}
      style={{ top: `${props.top}px`, height: `${props.height}px`, 'background-color': props.bar.background }}
    >
      <div role="tablist" aria-label={words().tabBar}>
        <For each={props.bar.items}>
          {(tab, index) => (
            <button
              type="button"
              role="tab"
              class="tab"
              aria-selected={isSelected(index())}
              aria-label={label(tab)}
              style={{ color: isSelected(index()) ? props.bar.selectedColor : props.bar.color }}
              onClick={() => host.tell({ method: 'switchTab', index: index() })}
            >
              <span class="tab-icon">
                <Show when={!props.bar.atTop && iconOf(tab, isSelected(index()))}>
                  {(icon) => <img src={packageFile(props.app, icon())} alt="" draggable={false} />}
                </Show>
                <Show when={tab.badge} fallback={<Show when={tab.redDot}><span class="red-dot" /></Show>}>
                  {(badge) => <span class="badge">{badge()}</span>}
                </Show>
              </span>
              <span class="tab-text">{tab.text}</span>
            </button>
          )}
        </For>
      </div>
    </nav>
  );
}
