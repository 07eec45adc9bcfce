// A network that goes and comes back: once, or again and again until it is stopped. It comes back as what it was.

import { createSignal } from 'solid-js';

import { state } from '../../store.ts';
import { change } from './change.ts';

const KEY = 'device.network.type';
const GONE = 5000;
const EACH = 3000;

export type Flapping = 'no' | 'once' | 'on';
const [flapping, setFlapping] = createSignal<Flapping>('no');
export { flapping };

let timer: ReturnType<typeof setTimeout> | undefined;
let before = 'wifi';

const begin = (how: Flapping): void => {
  void stopFlapping();
  const now = state().device?.network ?? 'wifi';
  before = now === 'none' ? 'wifi' : now;
  setFlapping(how);
};

export const offlineOnce = (): void => {
  begin('once');
  void change(KEY, 'none');
  timer = setTimeout(() => void stopFlapping(), GONE);
};

export const alternate = (): void => {
  begin('on');
  let gone = false;
  const turn = (): void => {
    gone = !gone;
    void change(KEY, gone ? 'none' : before);
    timer = setTimeout(turn, EACH);
  };
  turn();
};

/** Back to what it was. */
export const stopFlapping = async (): Promise<void> => {
  clearTimeout(timer);
  if (flapping() === 'no') return;
  setFlapping('no');
  await change(KEY, before);
};
