// The loudspeaker: the sound plays here. A browser that nobody has touched yet plays nothing by itself: then a button
// does.

import { createSignal, onCleanup, Show } from 'solid-js';

import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import { appName } from '../Asker.tsx';
import type { SheetProps } from '../Sheets.tsx';

/** So late a sound begins where it would be by now; less is the way here, and nothing of a sound is lost to that. */
const LATE = 1;

export function Player(props: SheetProps<'play'>) {
  // Not in the document: what is taken out of it falls silent.
  const audio = new Audio(`/sheet/${props.sheet.id}/sound`);
  const [isBlocked, setBlocked] = createSignal(false);
  const [error, setError] = createSignal('');
  const { from } = props.question;
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const play = async (): Promise<void> => {
    audio.currentTime = from + (elapsed() > LATE ? elapsed() : 0);
    try {
      await audio.play();
      setBlocked(false);
    } catch (reason) {
      if ((reason as Error).name === 'NotAllowedError') setBlocked(true);
      else if ((reason as Error).name !== 'AbortError') setError((reason as Error).message);
    }
  };
  audio.onloadedmetadata = () => void play();
  audio.onerror = () => setError(audio.error?.message || words().soundFailed);
  onCleanup(() => {
    // At its end for the mini program, but heard here a little later: it plays out.
    const isOver = from + elapsed() >= audio.duration - LATE / 2;
    if (!isOver) audio.src = '';
  });
  return (
    <div class="running" role="status">
      <Icon name="speaker" size={16} />
      <Show
        when={isBlocked()}
        fallback={<span>{error() || words().playingBy(appName(props.sheet.app))}</span>}
      >
        <button type="button" class="running-button" onClick={() => void play()}>{words().tapToHear}</button>
      </Show>
    </div>
  );
}
