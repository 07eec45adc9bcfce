// Who the person is: the one thing that the page asks for. `login` is a yes.

import { createSignal, Match, onCleanup, Show, Switch } from 'solid-js';

import type { Account as Given } from '../../generated/protocol.ts';
import { host } from '../../host.ts';
import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

const INPUT_TYPES: Record<string, string> = { phone: 'tel', email: 'email' };

export default function Account(props: SheetProps<'account'>) {
  const [text, setText] = createSignal('');
  const [picture, setPicture] = createSignal<{ file: File; url: string }>();
  const [error, setError] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
  onCleanup(() => {
    const url = picture()?.url;
    if (url) URL.revokeObjectURL(url);
  });
  const field = () => props.question.field;
  const isLogin = () => field() === 'login';
  const label = () => words().accountFields[field() as keyof ReturnType<typeof words>['accountFields']] ?? field();
  const isFilled = () => isLogin() || (field() === 'avatar' ? !!picture() : text().trim() !== '');

  const give = async (): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      const avatar = picture() && (await host.upload(picture()!.file));
      const account: Given = isLogin() || field() === 'avatar' ? {} : { [field()]: text().trim() };
      await props.answer({ kind: 'account', account, ...(avatar ? { avatar } : {}) });
    } catch (reason) {
      setError((reason as Error).message);
      setBusy(false);
    }
  };

  return (
    <HalfScreen
      title={isLogin() ? words().login : words().accountAsks(label())}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      onCancel={props.cancel}
      footer={
        <>
          <button type="button" class="weui-btn weui-btn_default" onClick={() => props.cancel()}>
            {words().reject}
          </button>
          <button
            type="submit"
            form={`account-${props.sheet.id}`}
            class="weui-btn weui-btn_primary"
            disabled={!isFilled() || isBusy()}
            data-focus={isLogin() ? '' : undefined}
          >
            {words().allow}
          </button>
        </>
      }
    >
      <form
        id={`account-${props.sheet.id}`}
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <Switch>
          <Match when={isLogin()}>
            <p class="scope-purpose">{words().loginText}</p>
          </Match>
          <Match when={field() === 'avatar'}>
            <label class="avatar-pick">
              <Show when={picture()} fallback={<Icon name="picture" size={32} />}>
                {(given) => <img src={given().url} alt={given().file.name} />}
              </Show>
              <span>{words().chooseAvatar}</span>
              <input
                type="file"
                accept="image/*"
                data-focus
                onChange={(event) => {
                  const [file] = event.currentTarget.files ?? [];
                  if (file) setPicture({ file, url: URL.createObjectURL(file) });
                }}
              />
            </label>
          </Match>
          <Match when={true}>
            <input
              class="dialog-input"
              data-focus
              type={INPUT_TYPES[field()] ?? 'text'}
              aria-label={label()}
              placeholder={label()}
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </Match>
        </Switch>
      </form>
      <SheetError text={error()} />
    </HalfScreen>
  );
}
