// The language of the page: `words().back` is the word now, and whatever has read it is drawn again when the language
// changes. From the address, else what was chosen before, else what the browser prefers.

import { createEffect } from 'solid-js';

import { parameter, setParameter } from './address.ts';
import { remember, remembered } from './remembered.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** The catalogue's shape: the same keys in each language; words with a hole are functions. */
export type Words = typeof en;

/** Keys of words without a hole. */
export type WordKey = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];

export const LANGUAGES = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

const catalogues: Record<Language, Words> = { en, zh };

const asLanguage = (tag: string): Language | undefined => {
  const language = tag.toLowerCase().split('-')[0];
  return language === 'en' || language === 'zh' ? language : undefined;
};

export const language = (): Language =>
  asLanguage(parameter('language')) ??
  asLanguage(remembered('language')) ??
  navigator.languages.map(asLanguage).find((found) => found !== undefined) ??
  'en';

export const words = (): Words => catalogues[language()];

/** A scope in words: as a title, and after "wants to". One that is not known here stays as it is. */
export const scopeWords = (scope: string): { title: string; wants: string } =>
  (words().scopes as Record<string, { title: string; wants: string }>)[scope] ?? { title: scope, wants: scope };

export const setLanguage = (next: Language): void => {
  remember('language', next);
  setParameter('language', next);
};

/** Called once, at the start. */
export const applyLanguage = (): void => {
  createEffect(() => {
    document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  });
};
