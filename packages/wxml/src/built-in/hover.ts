// `hover-class`: the look of an element while a finger is on it (view, button, navigator).

import { isOn, text } from './element.ts';

interface Hover {
  name: string;
  start: number;
  stay: number;
  stops: boolean;
}

const hovers = new WeakMap<Element, Hover>();
const DEFAULTS = { start: 50, stay: 400 };

/** Takes the attributes that begin with `hover-`; false for any other. */
export const setHover = (element: Element, name: string, value: unknown): boolean => {
  if (!name.startsWith('hover-')) return false;
  const hover = hovers.get(element) ?? { name: '', ...DEFAULTS, stops: false };
  hovers.set(element, hover);
  if (name === 'hover-class') hover.name = text(value);
  else if (name === 'hover-start-time') hover.start = Number(value ?? DEFAULTS.start);
  else if (name === 'hover-stay-time') hover.stay = Number(value ?? DEFAULTS.stay);
  else if (name === 'hover-stop-propagation') hover.stops = isOn(value);
  return true;
};

/** A finger is down on `target`: every element around it that has a `hover-class` gets it. */
export const press = (target: EventTarget | null): (() => void) => {
  const releases: (() => void)[] = [];
  for (let at = target instanceof Element ? target : null; at; at = at.parentElement) {
    const hover = hovers.get(at);
    if (!hover?.name || hover.name === 'none') continue;
    releases.push(look(at, hover));
    if (hover.stops) break;
  }
  return () => releases.forEach((release) => release());
};

const look = (element: Element, { name, start, stay }: Hover): (() => void) => {
  const names = name.split(/\s+/).filter(Boolean);
  let isOn = false;
  const timer = setTimeout(() => {
    isOn = true;
    element.classList.add(...names);
  }, start);
  return () => {
    clearTimeout(timer);
    if (isOn) setTimeout(() => element.classList.remove(...names), stay);
  };
};
