// The bridge timeline: every call with its caller, arguments, reply and time, and every refusal with its rule.

import { createMemo, Show } from 'solid-js';

import { addressSignal } from '../address.ts';
import { host } from '../host.ts';
import { events } from '../store.ts';
import { Empty } from '../widgets/Empty.tsx';
import { preview } from '../widgets/nodes.ts';
import { Split } from '../widgets/Split.tsx';
import { Button, Choice, Count, Filter, Toggle, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { CallDetails } from './bridge/CallDetails.tsx';
import { callReader, status, type Call } from './bridge/calls.ts';
import { Dropped } from './Dropped.tsx';
import { createEntries, hasText } from './entries.ts';
import { clock, duration } from './format.ts';
import './panels.css';

type Caller = 'all' | 'h5' | 'logic';

const result = (call: Call): string => {
  if (call.caller === 'refused') return call.reason;
  if (call.reply === undefined) return call.reason || '–';
  return call.failed ? status(call.reply) || call.reason : preview(call.reply);
};

export default function Bridge() {
  const t = () => words().panel.bridge;
  const [text, setText] = addressSignal('bridge.filter');
  const [caller, setCaller] = addressSignal('bridge.caller', 'all');
  const [failed, setFailed] = addressSignal('bridge.failed');
  const [row, setRow] = addressSignal('bridge.row');

  const calls = createEntries(callReader);
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    if (!wanted && caller() === 'all' && !failed()) return calls();
    return calls().filter((call) =>
      (caller() === 'all' || call.caller === caller()) && (!failed() || call.failed) &&
      hasText(call, wanted, () => [call.name, call.origin, call.args, call.reply ?? '', call.reason]));
  });
  const selected = createMemo(() => (row() ? calls().find((call) => call.n === Number(row())) : undefined));
  const close = (): void => setRow('');

  return (
    <>
      <Toolbar label={t().toolbar}>
        <Filter value={text()} onChange={setText} />
        <Choice<Caller>
          label={t().caller}
          value={caller() as Caller}
          options={[
            { value: 'all', text: t().all },
            { value: 'h5', text: 'H5', title: t().callers.h5 },
            { value: 'logic', text: t().mp, title: t().callers.logic },
          ]}
          onChange={setCaller}
        />
        <Toggle on={!!failed()} onChange={(on) => setFailed(on ? '1' : '')}>{t().failed}</Toggle>
        <span class="spring" />
        <Count shown={shown().length} all={calls().length} />
        <Dropped />
        <Button
          onClick={() => void host.request({ method: 'clearEvents' }).then(() => events.clear(), () => undefined)}
          disabled={!calls().length}
          title={words().panel.widgets.clearHint}
        >
          {t().clear}
        </Button>
      </Toolbar>
      <Show when={calls().length} fallback={<Empty title={t().empty} text={t().emptyText} example="wx.getStorage({ key: 'cart' })" />}>
        <Split open={!!selected()} label={t().details} onClose={close} details={<CallDetails call={selected()!} onClose={close} />}>
          <div class="head calls-grid" aria-hidden="true">
            <span>{t().time}</span><span>{t().caller}</span><span>{t().name}</span><span>{t().arguments}</span>
            <span>{t().reply}</span><span class="number">{t().took}</span>
          </div>
          <VirtualList
            label={t().list}
            items={shown()}
            key={(call) => call.n}
            selected={row() ? Number(row()) : undefined}
            onSelect={(call) => setRow(call ? String(call.n) : '')}
            follow
            rowClass={(call) => `calls-grid${call.failed ? ' bad' : ''}`}
          >
            {(call) => (
              <>
                <span class="dim">{clock(call().at)}</span>
                <span><span class={`caller ${call().caller}`}>{t().short[call().caller]}</span></span>
                <span>{call().name || call().origin}</span>
                <span class="dim">{call().args === undefined ? call().origin : preview(call().args)}</span>
                <span class={call().failed ? 'bad-text' : 'dim'}>{result(call())}</span>
                <span class="number dim">{call().milliseconds === undefined ? '' : duration(call().milliseconds!)}</span>
              </>
            )}
          </VirtualList>
        </Split>
      </Show>
    </>
  );
}
