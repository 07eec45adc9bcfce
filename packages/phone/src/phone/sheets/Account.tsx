// Who the person is: the one thing that the page asks for. `login` is a yes.

import { createSignal, Match, onCleanup, Show, Switch } from 'solid-js';

import type { Account as Given } from '../../generated/protocol.ts';
import { host } from '../../host.ts';
import { Icon } from '../../icons.tsx';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

const INPUT_TYPES: Record<string, string> = { phone: 'tel', email: 'email' };

export default function Account(props: SheetProps<'account'>) {
  const [text, setText] = createSignal('');
  const [picture, setPicture] = createSignal<{ file: File; url: string }>();
  const answering = createAnswering();
  onCleanup(() => {
    const url = picture()?.url;
    if (url) URL.revokeObjectURL(url);
  });
  const field = () => props.question.field;
  const isLogin = () => field() === 'login';
  const label = () => words().accountFields[field() as keyof ReturnType<typeof words>['accountFields']] ?? field();
  const isFilled = () => isLogin() || (field() === 'avatar' ? !!picture() : text().trim() !== '');

  const give = async (): Promise<void> => {
    const avatar = picture() && (await host.upload(picture()!.file));
    const account: Given = isLogin() || field() === 'avatar' ? {} : { [field()]: text().trim() };
    await props.answer({ kind: 'account', account, ...(avatar ? { avatar } : {}) });
  };

  return (
    <SheetFrame
      of={props}
      answering={answering}
      title={isLogin() ? words().login : words().accountAsks(label())}
      accept={{
        text: words().allow,
        form: `account-${props.sheet.id}`,
        isOff: !isFilled() || answering.isBusy(),
        isFocused: isLogin(),
      }}
      reject={words().reject}
    >
      <form
        id={`account-${props.sheet.id}`}
        onSubmit={(event) => {
          event.preventDefault();
          void answering.attempt(give);
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
    </SheetFrame>
  );
}
