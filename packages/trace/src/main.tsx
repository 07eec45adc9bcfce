// Where the viewer begins: what is in the page is read, and shown. Nothing that was captured is ever made part of the page as
// HTML: texts are texts, pictures are pictures.

import { createRoot, Show, type JSX } from 'solid-js';
import { render } from 'solid-js/web';

import './trace.css';
import { applyTheme } from '../../phone/src/theme.ts';
import { applyLanguage } from '../../phone/src/words.ts';
import { Compare } from './Compare.tsx';
import { readTraces, type Trace } from './format.ts';
import { Head } from './Head.tsx';
import { List } from './List.tsx';
import { modelOf } from './model.ts';
import { Stage } from './Stage.tsx';
import { Tabs } from './Tabs.tsx';
import { Timeline } from './Timeline.tsx';
import { createView, type View } from './view.ts';
import { words } from './words.ts';

const App = (props: { traces: Trace[] }): JSX.Element => {
  const views = props.traces.map((trace) => createView(modelOf(trace)));
  const [first, second] = views;
  return (
    <Show when={first} fallback={<main class="nothing"><p>{words().noData}</p><p class="quiet">{words().noDataHint}</p></main>}>
      <Head models={views.map(({ model }) => model)} />
      <main class="main">
        <Show when={second} fallback={<Single view={first!} />}><Compare left={first!} right={second!} /></Show>
      </main>
    </Show>
  );
};

const Single = (props: { view: View }): JSX.Element => {
  // A run that failed is opened where it did.
  const start = props.view.model.items.findLast((item) => item.kind === 'step' && item.bad);
  if (start) props.view.select(start);
  return (
    <>
      <Timeline view={props.view} />
      <div class="columns">
        <List view={props.view} />
        <Stage view={props.view} />
        <Tabs view={props.view} />
      </div>
    </>
  );
};

const data = document.getElementById('traces')?.textContent;
const traces = data ? readTraces(data) : [];
createRoot(() => {
  applyTheme();
  applyLanguage();
});
const names = traces.map(({ head, name }) => head.title || name);
document.title = names.length > 1 ? words().compareTitle(names[0]!, names[1]!) : words().title(names[0] ?? '');
render(() => <App traces={traces} />, document.getElementById('root')!);
