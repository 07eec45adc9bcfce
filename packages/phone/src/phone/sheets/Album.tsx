// The album: pictures of the machine that shows the phone.

import { createSignal, For, onCleanup, Show } from 'solid-js';

import { host } from '../../host.ts';
import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

interface Picked {
  file: File;
  url: string;
}

export default function Album(props: SheetProps<'album'>) {
  let input!: HTMLInputElement;
  const [picked, setPicked] = createSignal<Picked[]>([]);
  const [error, setError] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
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
    setBusy(true);
    setError('');
    try {
      const uploads: string[] = [];
      for (const { file } of picked()) uploads.push(await host.upload(file));
      await props.answer({ kind: 'pictures', uploads });
    } catch (reason) {
      setError((reason as Error).message);
      setBusy(false);
    }
  };

  return (
    <HalfScreen
      title={words().album}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      onCancel={props.cancel}
      footer={
        <>
          <button type="button" class="weui-btn weui-btn_default" onClick={() => props.cancel()}>
            {words().cancel}
          </button>
          <button
            type="button"
            class="weui-btn weui-btn_primary"
            disabled={picked().length === 0 || isBusy()}
            onClick={() => void done()}
          >
            {words().pickedOf(picked().length, props.question.count)}
          </button>
        </>
      }
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
      <SheetError text={error()} />
    </HalfScreen>
  );
}
