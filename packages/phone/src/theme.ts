// Dark or light: as the system says, until somebody says otherwise. The address wins over what was chosen before.

import { createEffect, createSignal } from 'solid-js';

import { parameter, setParameter } from './address.ts';
import { remember, remembered } from './remembered.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const asTheme = (text: string): Theme | undefined => THEMES.find((theme) => theme === text);

const system = window.matchMedia('(prefers-color-scheme: dark)');
const [systemIsDark, setSystemIsDark] = createSignal(system.matches);
system.addEventListener('change', (event) => setSystemIsDark(event.matches));

export const theme = (): Theme => asTheme(parameter('theme')) ?? asTheme(remembered('theme')) ?? 'system';

export const isDark = (): boolean => theme() === 'dark' || (theme() === 'system' && systemIsDark());

export const setTheme = (next: Theme): void => {
  remember('theme', next);
  setParameter('theme', next);
};

/** Called once, at the start. */
export const applyTheme = (): void => {
  createEffect(() => {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  });
};
