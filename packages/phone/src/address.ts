// What a person has chosen to look at, in the address's fragment: a reload, a bookmark and a link show the same
// again. `#panel=storage&theme=dark&language=zh&calls.name=getStorage`: everything with a dot belongs to a panel.

import { createSignal } from 'solid-js';

const read = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));

const [parameters, setParameters] = createSignal(read());

window.addEventListener('hashchange', () => setParameters(read()));

/** Empty when it is not there. */
export const parameter = (name: string): string => parameters().get(name) ?? '';

/** Empty takes it away. Not an entry of the browser's history: back should leave the page, not undo a filter. */
export const setParameter = (name: string, value: string): void => {
  const next = new URLSearchParams(parameters());
  if (value) next.set(name, value);
  else next.delete(name);
  const fragment = next.toString();
  history.replaceState(history.state, '', fragment ? `#${fragment}` : location.pathname + location.search);
  setParameters(next);
};

/** A parameter as a signal: `const [filter, setFilter] = addressSignal('calls.filter')`. */
export const addressSignal = (name: string, fallback = ''): [() => string, (value: string) => void] => [
  () => parameter(name) || fallback,
  (value) => setParameter(name, value === fallback ? '' : value),
];
