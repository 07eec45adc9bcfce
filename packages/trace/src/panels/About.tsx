// The file itself.

import { type JSX } from 'solid-js';

import type { View } from '../view.ts';
import { clock } from '../view.ts';
import { words } from '../words.ts';

export const About = (props: { view: View }): JSX.Element => {
  const model = () => props.view.model;
  const calls = () => model().items.filter(({ kind }) => kind === 'call').length;
  return (
    <div class="details">
      <dl class="facts">
        <dt>{words().file}</dt>
        <dd>{model().trace.name}</dd>
        <dt>{words().written}</dt>
        <dd>sampan {model().trace.head.version}</dd>
        <dt>{words().began}</dt>
        <dd>{new Date(model().trace.head.started).toLocaleString()}</dd>
        <dt>{words().lasted}</dt>
        <dd>{clock(model().length)}</dd>
        <dt>{words().counts}</dt>
        <dd>{words().countsOf(model().items.length, calls(), model().frames.length)}</dd>
      </dl>
    </div>
  );
};
