// The console of page and mini program in one, with a line to type into for each.

import { createMemo, Show, type JSX } from 'solid-js';

import { addressSignal } from '../address.ts';
import { host } from '../host.ts';
import { events } from '../store.ts';
import { Copy } from '../widgets/Copy.tsx';
import { Empty } from '../widgets/Empty.tsx';
import { Split } from '../widgets/Split.tsx';
import { Button, Choice, Count, Filter, Toolbar } from '../widgets/Toolbar.tsx';
import { VirtualList } from '../widgets/VirtualList.tsx';
import { words } from '../words.ts';
import { lineReader, merged, type Level, type Line } from './console/lines.ts';
import { Prompt } from './console/Prompt.tsx';
import { forget, typed } from './console/typed.ts';
import { Dropped } from './Dropped.tsx';
import { createEntries, hasText } from './entries.ts';
import { clock } from './format.ts';
import './panels.css';

type From = 'all' | 'page' | 'logic';
type Least = 'all' | 'info' | 'warn' | 'error';

const weight: Record<Level, number> = { debug: 0, log: 1, info: 1, warn: 2, error: 3, input: 4, result: 4 };
const least: Record<Least, number> = { all: 0, info: 1, warn: 2, error: 3 };
const look: Record<Level, string> = {
  debug: 'quietly', log: '', info: '', warn: 'warn', error: 'bad', input: 'typed', result: '',
};
const mark: Record<Level, string> = { debug: '', log: '', info: 'i', warn: '!', error: '×', input: '›', result: '‹' };

/** `main.js:12` of `https://shop.example/main.js`. */
const place = ({ source, line }: Line): string => {
  const file = source.split(/[?#]/)[0]?.split('/').filter(Boolean).pop() ?? source;
  return source && line ? `${file}:${line}` : file;
};

export default function Console() {
  const t = () => words().panel.console;
  const [text, setText] = addressSignal('console.filter');
  const [from, setFrom] = addressSignal('console.from', 'all');
  const [level, setLevel] = addressSignal('console.level', 'all');
  const [row, setRow] = addressSignal('console.row');

  const told = createEntries(lineReader);
  const all = createMemo(() => merged(told(), typed()));
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    const from_ = from();
    const weighs = least[level() as Least] ?? 0;
    if (!wanted && from_ === 'all' && weighs === 0) return all();
    return all().filter((line) =>
      (from_ === 'all' || line.from === from_) && weight[line.level] >= weighs &&
      hasText(line, wanted, () => [line.text, line.source]));
  });
  const selected = createMemo(() => (row() ? all().find(({ n }) => n === Number(row())) : undefined));
  const close = (): void => setRow('');
  const clear = (): void => {
    forget();
    host.request({ method: 'clearEvents' }).then(() => events.clear(), () => undefined);
  };

  return (
    <>
      <Toolbar label={t().toolbar}>
        <Filter value={text()} onChange={setText} />
        <Choice<From>
          label={t().from}
          value={from() as From}
          options={[
            { value: 'all', text: t().all },
            { value: 'page', text: t().places.page },
            { value: 'logic', text: t().places.logic },
          ]}
          onChange={setFrom}
        />
        <Choice<Least>
          label={t().level}
          value={level() as Least}
          options={[
            { value: 'all', text: t().levels.all },
            { value: 'info', text: t().levels.info },
            { value: 'warn', text: t().levels.warn },
            { value: 'error', text: t().levels.error },
          ]}
          onChange={setLevel}
        />
        <span class="spring" />
        <Count shown={shown().length} all={all().length} />
        <Dropped />
        <Button onClick={clear} disabled={!all().length} title={words().panel.widgets.clearHint}>{t().clear}</Button>
      </Toolbar>
      <Show when={all().length} fallback={<Empty title={t().empty} text={t().emptyText} example="console.log('cart', cart)" />}>
        <Split open={!!selected()} label={t().details} onClose={close} details={<Details line={selected()!} onClose={close} />}>
          <VirtualList
            label={t().list}
            class="lines"
            items={shown()}
            size={(line) => line.rows * 18 + 6}
            key={({ n }) => n}
            selected={row() ? Number(row()) : undefined}
            onSelect={(line) => setRow(line ? String(line.n) : '')}
            follow
            rowClass={(line) => `lines-grid ${look[line.level]}`}
          >
            {(line) => (
              <>
                <span class="mark" title={line().level}>{mark[line().level]}</span>
                <span><span class={`caller ${line().from === 'page' ? 'h5' : line().from}`}>{t().places[line().from]}</span></span>
                <span class="line-text">{line().text}</span>
                <span class="dim line-place" title={line().source}>{place(line())}</span>
              </>
            )}
          </VirtualList>
        </Split>
      </Show>
      <div class="prompts">
        <Show when={from() !== 'logic'}><Prompt place="page" /></Show>
        <Show when={from() !== 'page'}><Prompt place="logic" /></Show>
      </div>
    </>
  );
}

const Details = (props: { line: Line; onClose: () => void }): JSX.Element => {
  const t = () => words().panel.console;
  return (
    <div class="details">
      <div class="details-head">
        <h2>
          {t().kinds[props.line.level]}
          <button type="button" class="close" aria-label={words().panel.widgets.close} onClick={() => props.onClose()}>×</button>
        </h2>
        <Copy text={() => props.line.text}>{t().copy}</Copy>
      </div>
      <pre class="text">{props.line.text}</pre>
      <h3>{t().circumstances}</h3>
      <dl class="facts">
        <dt>{t().time}</dt><dd>{clock(props.line.at)}</dd>
        <dt>{t().from}</dt><dd>{t().places[props.line.from]}</dd>
        <Show when={props.line.source}>
          <dt>{t().source}</dt>
          <dd>{props.line.source}{props.line.line ? `:${props.line.line}:${props.line.column}` : ''}</dd>
        </Show>
      </dl>
    </div>
  );
};
