// The album: pictures of the machine that shows the phone.

import { createSignal, For, onCleanup, Show } from 'solid-js';

import { host } from '../../host.ts';
import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

interface Picked {
  file: File;
  url: string;
}

export default function Album(props: SheetProps<'album'>) {
  let input!: HTMLInputElement;
  const [picked, setPicked] = createSignal<Picked[]>([]);
  const answering = createAnswering();
  const free = () => props.question.count - picked().length;
  onCleanup(() => picked().forEach(({ url }) => URL.revokeObjectURL(url)));

  const add = (files: FileList | null | undefined): void => {
    const pictures = [...(files ?? [])].filter(({ type }) => type.startsWith('image/')).slice(0, free());
    setPicked((before) => [...before, ...pictures.map((file) => ({ file, url: URL.createObjectURL(file) }))]);
    input.value = '';
  };
  const remove = (gone: Picked): void => {
    URL.revokeObjectURL(gone.url);
    setPicked((before) => before.filter((one) => one !== gone));
  };
  const done = async (): Promise<void> => {
    const uploads: string[] = [];
    for (const { file } of picked()) uploads.push(await host.upload(file));
    await props.answer({ kind: 'pictures', uploads });
  };

  return (
    <SheetFrame
      of={props}
      answering={answering}
      title={words().album}
      accept={{
        text: words().pickedOf(picked().length, props.question.count),
        isOff: picked().length === 0 || answering.isBusy(),
        onClick: () => void answering.attempt(done),
      }}
    >
      <div
        class="album"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          add(event.dataTransfer?.files);
        }}
      >
        <For each={picked()}>
          {(one) => (
            <figure>
              <img src={one.url} alt={one.file.name} />
              <button type="button" aria-label={words().removeNamed(one.file.name)} onClick={() => remove(one)}>
                <Icon name="close" size={12} />
              </button>
            </figure>
          )}
        </For>
        <Show when={free() > 0}>
          <label class="album-add">
            <Icon name="picture" size={28} />
            <span>{words().addPictures}</span>
            <input
              ref={input}
              type="file"
              accept="image/*"
              data-focus
              multiple={props.question.count > 1}
              onChange={(event) => add(event.currentTarget.files)}
            />
          </label>
        </Show>
      </div>
    </SheetFrame>
  );
}
