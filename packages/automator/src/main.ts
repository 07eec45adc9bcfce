// The elements of an H5 page for a client of the automator: each method of its protocol that is about a document
// (docs/automator.md). It runs in a world beside the page's scripts, so that they cannot forge what it says.

import { find, findByPath, handle, held, of } from './find.ts';
import { touch } from './touch.ts';

interface Params {
  elementId: string;
  selector: string;
  names: string[];
  type: string;
  detail: unknown;
  functionName: string;
  args?: unknown[];
  eventName?: string;
  /** A selector: an element in this one. */
  $?: string;
  eventData?: Partial<Params>;
  touches?: object[];
  changedTouches?: object[];
  changeTouches?: object[];
}

const first = (found: Element[], selector: string): Element => {
  const [one] = found;
  if (!one) throw new Error(`no such element: ${selector}`);
  return one;
};

const read = (from: object, names: string[]): unknown[] =>
  names.map((name) => name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], from) ?? null);

/** What a client may read: everything that the element has. */
const table = (element: Element): Record<string, true> => {
  const names: Record<string, true> = {};
  for (const name in element) names[name] = true;
  return names;
};

const property = (element: Element, name: string): unknown => {
  if (name === '__propPublic') return table(element);
  const value = (element as unknown as Record<string, unknown>)[name];
  if (value instanceof DOMTokenList) return value.value;
  if (value instanceof DOMStringMap) return { ...value };
  return value === undefined || typeof value === 'function' || value instanceof Node ? null : value;
};

/** Text typed in a person's place. The prototype's setter: frameworks put one of their own on the element. */
const type = (field: Element, text: string): void => {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) throw new Error(`<${field.localName}> takes no text`);
  const { prototype } = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  field.focus();
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text, inputType: 'insertText' }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
};

const callFunction = (element: Element, name: string, [first, second]: unknown[]): unknown => {
  const method = name.split('.')[1];
  if (method === 'input') return type(element, String(first ?? ''));
  if (method === 'scrollTo') return void element.scrollTo({ left: Number(first), top: Number(second), behavior: 'instant' });
  if (method === 'scrollTop' || method === 'scrollLeft' || method === 'scrollWidth' || method === 'scrollHeight') return element[method];
  throw new Error(`<${element.localName}> has no function ${name}`);
};

/** The middle of what can be seen of it, for a finger of the browser's. */
const middle = (element: Element): object => {
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const { left, top, right, bottom } = element.getBoundingClientRect();
  if (right <= left || bottom <= top) throw new Error(`<${element.localName}> cannot be tapped: it has no size`);
  const [x, y] = [(Math.max(0, left) + Math.min(innerWidth, right)) / 2, (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2];
  const there = document.elementFromPoint(x, y);
  if (there && !element.contains(there) && !there.contains(element)) {
    throw new Error(`<${element.localName}> cannot be tapped: <${there.localName}> lies over it`);
  }
  return { x, y };
};

const METHODS: Record<string, (params: Params) => unknown> = {
  'Page.getElement': ({ selector }) => handle(first(find(document, selector), selector)),
  'Page.getElements': ({ selector }) => ({ elements: find(document, selector).map(handle) }),
  'Page.getElementByXpath': ({ selector }) => handle(first(findByPath(document, selector), selector)),
  'Page.getElementsByXpath': ({ selector }) => ({ elements: findByPath(document, selector).map(handle) }),
  'Page.getWindowProperties': ({ names }) => ({ properties: read(window, names) }),
  'Element.getElement': (params) => handle(first(find(of(params), params.selector), params.selector)),
  'Element.getElements': (params) => ({ elements: find(of(params), params.selector).map(handle) }),
  'Element.getElementByXpath': (params) => handle(first(findByPath(of(params), params.selector), params.selector)),
  'Element.getElementsByXpath': (params) => ({ elements: findByPath(of(params), params.selector).map(handle) }),
  'Element.getDOMProperties': (params) => ({ properties: read(of(params), params.names) }),
  'Element.getProperties': (params) => ({ properties: params.names.map((name) => property(of(params), name)) }),
  'Element.getAttributes': (params) => ({ attributes: params.names.map((name) => of(params).getAttribute(name)) }),
  'Element.getStyles': (params) => {
    const style = getComputedStyle(of(params));
    return { styles: params.names.map((name) => style.getPropertyValue(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))) };
  },
  'Element.getOffset': (params) => {
    const { left, top } = of(params).getBoundingClientRect();
    return { left: left + scrollX, top: top + scrollY };
  },
  'Element.getWXML': (params) => ({ wxml: params.type === 'outer' ? of(params).outerHTML : of(params).innerHTML }),
  'Element.touchstart': (params) => touch(of(params), 'touchstart', params),
  'Element.touchmove': (params) => touch(of(params), 'touchmove', params),
  'Element.touchend': (params) => touch(of(params), 'touchend', params),
  'Element.touchcancel': (params) => touch(of(params), 'touchcancel', params),
  'Element.triggerEvent': (params) => {
    of(params).dispatchEvent(new CustomEvent(params.type, { bubbles: true, composed: true, cancelable: true, detail: params.detail ?? null }));
    return {};
  },
  'Element.dispatchEvent': (params) => {
    const event = { ...params, ...params.eventData };
    if (!event.eventName) throw new Error('dispatchEvent wants an eventName');
    const target = event.$ ? first(find(of(params), event.$), event.$) : of(params);
    if (event.eventName.startsWith('touch')) return touch(target, event.eventName, event);
    target.dispatchEvent(new CustomEvent(event.eventName, { bubbles: true, composed: true, cancelable: true, detail: event.detail ?? null }));
    return {};
  },
  'Element.callFunction': (params) => ({ result: callFunction(of(params), params.functionName, params.args ?? []) ?? null }),
  middle: (params) => middle(of(params)),
};

const call = (method: string, params: Params): object => {
  const run = METHODS[method];
  if (!run) return { error: `${method} is nothing that an H5 page answers` };
  try {
    return { ok: run(params) ?? {} };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

Object.defineProperty(globalThis, 'sampanAutomator', { value: { call, held } });
