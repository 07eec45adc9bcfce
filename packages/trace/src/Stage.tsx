// How the page looked: at the time, or before and after what is selected.

import { Show, type JSX } from 'solid-js';

import { around, frameAt, source, type Frame } from './model.ts';
import { clock, type View } from './view.ts';
import { words } from './words.ts';

export const Stage = (props: { view: View }): JSX.Element => {
  const pair = () => {
    const item = props.view.item();
    return item && !props.view.passing() && (item.kind === 'step' || item.kind === 'call')
      ? around(props.view.model, item)
      : undefined;
  };
  return (
    <section class="stage" aria-label={words().film}>
      <Show
        when={pair()}
        fallback={<Picture view={props.view} frame={frameAt(props.view.model, props.view.now())} caption={words().now} />}
      >
        {(pair) => (
          <>
            <Picture view={props.view} frame={pair().before} caption={words().before} />
            <Picture view={props.view} frame={pair().after} caption={words().after} />
          </>
        )}
      </Show>
    </section>
  );
};

export const Picture = (props: { view: View; frame: Frame | undefined; caption: string }): JSX.Element => {
  const data = () => props.frame && source(props.view.model.trace, props.frame.picture);
  return (
    <figure class="picture">
      <Show when={data()} fallback={<div class="no-picture quiet">{words().noPicture}</div>}>
        <img src={data()} alt={words().pictureAt(clock(props.frame!.at))} draggable={false} />
      </Show>
      <figcaption class="dim">{props.caption} <Show when={props.frame}>{clock(props.frame!.at)}</Show></figcaption>
    </figure>
  );
};
