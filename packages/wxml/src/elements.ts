// From a name in WXML to an element: ours, one of Taro's, or a box that stands for what cannot be here.

import { play } from './animation.ts';
import { BuiltIn } from './built-in/element.ts';
import { Icon } from './built-in/icon.ts';
import { Image } from './built-in/image.ts';
import { Missing, MISSING } from './built-in/missing.ts';
import { Navigator } from './built-in/navigator.ts';
import { PageMeta } from './built-in/page_meta.ts';
import { keep, Text, View } from './built-in/plain.ts';
import { ScrollView } from './built-in/scroll_view.ts';
import { LOADERS } from './taro/loaders.ts';

const OURS: Record<string, CustomElementConstructor> = {
  view: View,
  text: Text,
  icon: Icon,
  image: Image,
  navigator: Navigator,
  'scroll-view': ScrollView,
  'cover-view': class extends View {},
  'cover-image': class extends Image {},
  'root-portal': class extends View {},
  'page-meta': PageMeta,
  'navigation-bar': class extends View {},
  'match-media': class extends View {},
};
for (const name of MISSING) OURS[name] = class extends Missing {};
for (const [name, constructor] of Object.entries(OURS)) customElements.define(`wx-${name}`, constructor);

const loaded = new Set<string>();

/** The elements of these names that are still to be loaded; `null` when there is nothing to wait for. */
export const load = (names: Iterable<string>): Promise<unknown> | null => {
  const loading: Promise<unknown>[] = [];
  for (const name of names) {
    const loader = LOADERS[name];
    if (!loader || loaded.has(name)) continue;
    loaded.add(name);
    // Without its code an element is still a box with children.
    loading.push(loader().catch((error: unknown) => console.error(`<${name}> could not be loaded`, error)));
  }
  return loading.length > 0 ? Promise.all(loading) : null;
};

/** Components are named `.name`: one that is called like a built-in is not that built-in. */
export const create = (name: string): HTMLElement =>
  name.startsWith('.') ? host(name.slice(1)) : document.createElement(tag(name));

const host = (name: string): HTMLElement => document.createElement(OURS[name] || LOADERS[name] ? tag(`own-${name}`) : tag(name));

/** A tag that the document takes, whatever the program's names are. */
const tag = (name: string): string => `wx-${name.toLowerCase().replace(/[^a-z0-9_.-]/g, '-')}`;

const isTaro = (element: Element): boolean => element.localName.slice(3) in LOADERS;

const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

export const setAttribute = (element: HTMLElement, name: string, value: unknown): void => {
  if (name === 'animation') return void play(element, value);
  if (element instanceof BuiltIn) return element.set(name, value);
  if (!isTaro(element)) return keep(element, name, value);
  // Taro's `focus` is a method of the element as well.
  const property = name === 'focus' ? 'autoFocus' : camel(name);
  try {
    (element as unknown as Record<string, unknown>)[property] = value === undefined ? null : value;
  } catch {
    // A method of the element has that name.
  }
};

/** What the element's own code has put among its class names stays. */
export const setClass = (element: HTMLElement, value: string): void => {
  const own = isTaro(element) ? [...element.classList].filter((name) => /^(hydrated|taro-|weui-)/.test(name)) : [];
  element.setAttribute('class', [value, ...own].join(' '));
};

export const setStyle = (element: HTMLElement, value: string): void => {
  element.style.cssText = withPixels(value);
  if (element instanceof Image) element.restyled();
};

/** `rpx` in a style attribute: a 750th of the width, as in style sheets. */
const withPixels = (style: string): string =>
  style.includes('rpx') ? style.replace(/(-?\d*\.?\d+)rpx\b/g, (_, amount: string) => `${(Number(amount) * 100) / 750}vw`) : style;
