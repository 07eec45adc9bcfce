// Sends a live event by hand, either way: `wx.sendWebviewEvent` of the mini program, or that of the H5 page.

import { createSignal, Show, type JSX } from 'solid-js';

import { host } from '../../host.ts';
import { state, topPage } from '../../store.ts';
import { Button, Choice } from '../../widgets/Toolbar.tsx';
import { words } from '../../words.ts';

type Way = 'toPage' | 'toMiniProgram';

const send = (way: Way, json: string): Promise<unknown> => {
  const app = state().app;
  const page = topPage();
  if (way === 'toPage') {
    if (!app) return Promise.reject(new Error(words().panel.messages.nobody));
    return host.request({ method: 'runInLogic', app, script: `wx.sendWebviewEvent(${json})` });
  }
  if (!page) return Promise.reject(new Error(words().panel.messages.nobody));
  const call = `{ name: 'sendWebviewEvent', arg: { data: ${json} } }`;
  return host.request({
    method: 'runInPage', page: page.page, script: `void WeixinJSBridge.invoke('invokeMiniProgramAPI', ${call}, () => {})`,
  });
};

export const SendEvent = (): JSX.Element => {
  const t = () => words().panel.messages;
  const [way, setWay] = createSignal<Way>('toPage');
  const [json, setJson] = createSignal('{ "hello": 1 }');
  const [problem, setProblem] = createSignal('');

  const submit = async (): Promise<void> => {
    setProblem('');
    try {
      JSON.parse(json());
      await send(way(), json());
    } catch (error) {
      setProblem(error instanceof SyntaxError ? words().panel.widgets.notJson : (error as Error).message);
    }
  };

  return (
    <form class="send" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Choice<Way>
        label={t().way}
        value={way()}
        options={[{ value: 'toPage', text: t().toPage }, { value: 'toMiniProgram', text: t().toMiniProgram }]}
        onChange={setWay}
      />
      <input
        class="input mono"
        aria-label={t().eventData}
        aria-invalid={!!problem()}
        aria-describedby={problem() ? 'send-problem' : undefined}
        value={json()}
        spellcheck={false}
        onInput={(event) => setJson(event.currentTarget.value)}
      />
      <Button onClick={() => void submit()} title={t().sendHint}>{t().send}</Button>
      <Show when={problem()}><p id="send-problem" class="field-error" role="alert">{problem()}</p></Show>
    </form>
  );
};
