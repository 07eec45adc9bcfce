// The loudspeaker: the sound plays here. A browser that nobody has touched yet plays nothing by itself: then a button
// does.

import { createSignal, Show } from 'solid-js';

import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import { appName } from '../Asker.tsx';
import type { SheetProps } from '../Sheets.tsx';

export function Player(props: SheetProps<'play'>) {
  let audio!: HTMLAudioElement;
  const [isBlocked, setBlocked] = createSignal(false);
  const [error, setError] = createSignal('');
  const began = performance.now();
  const play = async (): Promise<void> => {
    // The sound goes on elsewhere while nobody hears it here.
    audio.currentTime = props.question.from + (performance.now() - began) / 1000;
    try {
      await audio.play();
      setBlocked(false);
    } catch (reason) {
      if ((reason as Error).name === 'NotAllowedError') setBlocked(true);
      else if ((reason as Error).name !== 'AbortError') setError((reason as Error).message);
    }
  };
  return (
    <div class="running" role="status">
      <Icon name="speaker" size={16} />
      <audio
        ref={audio}
        src={`/sheet/${props.sheet.id}/sound`}
        onLoadedMetadata={() => void play()}
        onError={() => setError(audio.error?.message || words().soundFailed)}
      />
      <Show
        when={isBlocked()}
        fallback={<span>{error() || words().playingBy(appName(props.sheet.app))}</span>}
      >
        <button type="button" class="running-button" onClick={() => void play()}>{words().tapToHear}</button>
      </Show>
    </div>
  );
}
