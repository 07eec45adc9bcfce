// `this.animate` and `this.clearAnimation`: keyframes as the documentation has them, played by the browser.

import { element as node } from './nodes.ts';
import { unit, units } from './animation.ts';

type Given = Record<string, unknown>;

interface ScrollSource {
  scrollSource: number;
  orientation?: string;
  startScrollOffset?: number;
  endScrollOffset?: number;
}

interface Playing {
  animation: Animation;
  frames: Given[];
}

/** A timeline that scrolling moves; TypeScript's own library does not know it yet. */
declare const ScrollTimeline: new (options: { source: Element; axis: 'x' | 'y' }) => AnimationTimeline;

const playing = new WeakMap<HTMLElement, Playing[]>();

/** Members of a keyframe that are parts of `transform`. */
const TRANSFORM = /^(matrix|rotate|scale|skew|translate)/;
/** Members that are not looks. */
const ABOUT = new Set(['offset', 'ease', 'composite']);

const keyframe = (given: Given): Keyframe => {
  const frame: Keyframe = {};
  const transforms: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name === 'offset') frame.offset = Number(value);
    else if (name === 'ease') frame.easing = String(value);
    else if (name === 'composite') frame.composite = value as CompositeOperationOrAuto;
    else if (TRANSFORM.test(name)) transforms.push(`${name}(${units(name, Array.isArray(value) ? value : [value]).join(',')})`);
    else frame[name] = unit(name, value);
  }
  if (transforms.length > 0) frame.transform = transforms.join(' ');
  return frame;
};

/** The final look stays until `clearAnimation`. `done`: it has come to its end, or will not. */
export const animate = (
  element: HTMLElement,
  [frames, duration, source]: [Given[], number, ScrollSource | null],
  done: () => void,
): void => {
  if (!Array.isArray(frames) || frames.length === 0) return done();
  const animation = element.animate(frames.map(keyframe), { fill: source ? 'both' : 'forwards', ...(source ? scrolling(source) : { duration: Number(duration) || 0 }) });
  playing.set(element, [...(playing.get(element) ?? []), { animation, frames }]);
  animation.onfinish = animation.oncancel = done;
};

const scrolling = (source: ScrollSource): KeyframeAnimationOptions => {
  const axis = source.orientation === 'horizontal' ? 'x' : 'y';
  return {
    timeline: new ScrollTimeline({ source: node(source.scrollSource), axis }),
    ...(source.startScrollOffset === undefined ? {} : { rangeStart: `${source.startScrollOffset}px` }),
    ...(source.endScrollOffset === undefined ? {} : { rangeEnd: `${source.endScrollOffset}px` }),
  };
};

/** Takes back what animations have done; with names, only that. */
export const clearAnimation = (element: HTMLElement, names: string[] | null): void => {
  const left: Playing[] = [];
  for (const { animation, frames } of playing.get(element) ?? []) {
    const kept = names ? frames.map((frame) => without(frame, names)) : [];
    if (!kept.some((frame) => Object.keys(frame).some((name) => !ABOUT.has(name)))) {
      animation.cancel();
      continue;
    }
    (animation.effect as KeyframeEffect).setKeyframes(kept.map(keyframe));
    left.push({ animation, frames: kept });
  }
  playing.set(element, left);
};

const without = (frame: Given, names: string[]): Given =>
  Object.fromEntries(Object.entries(frame).filter(([name]) => !names.includes(name)));
