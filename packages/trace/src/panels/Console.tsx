// What page and mini program wrote. Lines that are later than the time are paler.

import { type JSX } from 'solid-js';

import { VirtualList } from '../../../phone/src/widgets/VirtualList.tsx';
import { clock, type View } from '../view.ts';
import { words } from '../words.ts';

const levels: Record<string, string> = { error: 'bad', warn: 'warn' };

export const Console = (props: { view: View }): JSX.Element => (
  <VirtualList
    label={words().tabs.console}
    items={props.view.model.console}
    key={(line) => line.id}
    onSelect={(line) => { if (line) props.view.go(line.at); }}
    rowClass={(line) => `console-grid ${levels[line.level] ?? ''}${line.at > props.view.now() ? ' later' : ''}`}
  >
    {(line) => (
      <>
        <span class="dim number">{clock(line().at)}</span>
        <span class="dim">{line().from}</span>
        <span title={line().text}>{line().text}</span>
        <span class="dim">{line().place}</span>
      </>
    )}
  </VirtualList>
);
