// A trace as it is looked at: what happened in order, and how everything stood at a time. Pure.

import type { Line, Place, Trace, TraceEvent } from './format.ts';
import { stepTitle } from './steps.ts';

export type Kind = 'step' | 'call' | 'navigate' | 'message' | 'prompt' | 'error' | 'device' | 'note';

/** One row of the list. */
export interface Item {
  id: number;
  kind: Kind;
  at: number;
  /** The same as `at` for what takes no time. */
  end: number;
  /** What it is, and about what. */
  title: string;
  detail: string;
  bad: boolean;
  /** How many groups it is in. */
  depth: number;
  event?: TraceEvent;
  step?: Step;
}

export interface Step {
  id: number;
  method: string;
  params: unknown;
  result: unknown;
  error: string | undefined;
  ended: boolean;
  place: Place | undefined;
}

export interface Frame {
  at: number;
  page: number;
  picture: string;
  width: number;
  height: number;
}

export interface ConsoleLine {
  id: number;
  at: number;
  from: string;
  level: string;
  text: string;
  place: string;
}

export interface RequestRow {
  id: number;
  /** When it was sent. */
  at: number;
  event: Extract<TraceEvent, { type: 'request' }>;
}

export interface StorageChange {
  id: number;
  at: number;
  app: string;
  key: string;
  before: unknown;
  after: unknown;
}

export interface StackChange {
  at: number;
  app: string;
  stack: string[];
  url: string | undefined;
}

export interface Model {
  trace: Trace;
  items: Item[];
  frames: Frame[];
  console: ConsoleLine[];
  requests: RequestRow[];
  storage: StorageChange[];
  stacks: StackChange[];
  sources: { file: string; text: string | undefined }[];
  status: string;
  error: string | undefined;
  length: number;
}

type Of<T extends TraceEvent['type']> = Extract<TraceEvent, { type: T }>;

const short = (value: unknown, length = 120): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  return text.length > length ? `${text.slice(0, length)}…` : text;
};

const failed = (reply: unknown): boolean =>
  typeof (reply as { errMsg?: unknown } | undefined)?.errMsg === 'string' &&
  /:(fail|cancel)/.test((reply as { errMsg: string }).errMsg);

/** What an event is in the list; nothing for what has a panel of its own. */
const row = (event: TraceEvent): Pick<Item, 'kind' | 'title' | 'detail' | 'bad'> | undefined => {
  switch (event.type) {
    case 'call':
      return { kind: 'call', title: event.name, detail: short(event.arguments), bad: failed(event.reply) || !!event.reason };
    case 'navigate':
      return { kind: 'navigate', title: event.kind, detail: event.url ?? event.path, bad: false };
    case 'message':
      return { kind: 'message', title: event.kind, detail: short(event.data), bad: event.state === 'lost' };
    case 'prompt':
      return { kind: 'prompt', title: event.kind, detail: event.answer ?? event.text, bad: event.answer === 'unanswered' };
    case 'error':
      return { kind: 'error', title: event.text, detail: event.source, bad: true };
    case 'refused':
      return { kind: 'error', title: event.rule, detail: event.url, bad: true };
    case 'missing':
      return { kind: 'error', title: `wx.${event.name}`, detail: event.path, bad: true };
    case 'device':
      return { kind: 'device', title: 'device', detail: short(event.network), bad: false };
    case 'notice':
      return { kind: 'note', title: event.text, detail: '', bad: false };
    case 'exit':
      return { kind: 'note', title: 'exit', detail: event.reason, bad: event.code !== 0 };
    case 'ready':
      return { kind: 'note', title: 'ready', detail: event.browser, bad: false };
    default:
      return undefined;
  }
};

const eventItem = (id: number, line: { at: number }, event: TraceEvent): Item | undefined => {
  const told = row(event);
  // A call is told when it is answered.
  const began = event.type === 'call' ? Math.max(0, line.at - event.milliseconds) : line.at;
  return told && { id, at: began, end: line.at, depth: 0, event, ...told };
};

const stepItem = (id: number, line: Extract<Line, { kind: 'step' }>, depth: number): Item => {
  const { title, detail } = stepTitle(line.method, line.params, line.title ?? '');
  const step: Step = {
    id: line.id, method: line.method, params: line.params, result: undefined, error: undefined, ended: false, place: line.place,
  };
  return { id, kind: 'step', at: line.at, end: line.at, title, detail, bad: false, depth, step };
};

const place = (event: Of<'console'> | Of<'error'>): string => (event.source ? `${event.source}:${event.line}` : '');

export const modelOf = (trace: Trace): Model => {
  const model: Model = {
    trace, items: [], frames: [], console: [], requests: [], storage: [], stacks: [], sources: [], status: 'cut', error: undefined,
    length: 0,
  };
  const steps = new Map<number, Item>();
  trace.lines.forEach((line, id) => {
    model.length = Math.max(model.length, line.at);
    switch (line.kind) {
      case 'frame':
        model.frames.push(line);
        break;
      case 'step': {
        const parent = line.parent === undefined ? undefined : steps.get(line.parent);
        const item = stepItem(id, line, parent ? parent.depth + 1 : 0);
        steps.set(line.id, item);
        model.items.push(item);
        break;
      }
      case 'stepEnd': {
        const item = steps.get(line.id);
        if (!item?.step) break;
        item.end = Math.max(item.at, line.at);
        item.bad = line.error !== undefined;
        Object.assign(item.step, { result: line.result, error: line.error, ended: true });
        break;
      }
      case 'storage':
        model.storage.push({ id, at: line.at, app: line.app, key: line.key, before: line.before, after: line.after });
        break;
      case 'source':
        model.sources.push({ file: line.file, text: trace.sources[line.resource] });
        break;
      case 'end':
        model.status = line.status;
        model.error = line.error;
        break;
      case 'event':
        addEvent(model, id, line.at, line.event);
    }
  });
  for (const item of steps.values()) if (!item.step!.ended) item.end = model.length;
  model.items.sort((a, b) => a.at - b.at || a.id - b.id);
  return model;
};

const addEvent = (model: Model, id: number, at: number, event: TraceEvent): void => {
  const item = eventItem(id, { at }, event);
  if (item) model.items.push(item);
  if (event.type === 'console') {
    model.console.push({ id, at, from: event.from, level: event.level, text: event.text, place: place(event) });
  } else if (event.type === 'error') {
    model.console.push({ id, at, from: event.from, level: 'error', text: event.text, place: place(event) });
  } else if (event.type === 'request') {
    model.requests.push({ id, at: Math.max(0, at - event.milliseconds), event });
  } else if (event.type === 'navigate') {
    model.stacks.push({ at, app: event.app, stack: event.stack, url: event.url ?? undefined });
  }
};

/** The last of a list in order of time that is not after a time. */
export const lastAt = <T extends { at: number }>(list: readonly T[], at: number): T | undefined => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
};

/** How it looked; before the first picture, the first. */
export const frameAt = (model: Model, at: number): Frame | undefined => lastAt(model.frames, at) ?? model.frames[0];

/** What a call did is seen a little after its answer. */
const SEEN = 400;

/** How it looked when the item began, and what came of it: before the next step, or a moment later. */
export const around = (model: Model, item: Item): { before: Frame | undefined; after: Frame | undefined } => {
  const next = item.kind === 'step'
    ? model.items.find((other) => other.kind === 'step' && other.at >= item.end && other.id > item.id)?.at ?? model.length
    : item.end + SEEN;
  return { before: frameAt(model, item.at), after: frameAt(model, Math.max(next, item.end)) };
};

/** The storage of all mini programs at a time. */
export const storageAt = (model: Model, at: number): Record<string, Record<string, unknown>> => {
  const apps: Record<string, Record<string, unknown>> = {};
  for (const change of model.storage) {
    if (change.at > at) break;
    const store = (apps[change.app] ??= {});
    if (change.after === undefined) delete store[change.key];
    else store[change.key] = change.after;
  }
  return apps;
};

/** The page stack at a time, and that before it. */
export const stackAt = (model: Model, at: number): { now: StackChange | undefined; before: StackChange | undefined } => {
  const until = model.stacks.filter((change) => change.at <= at);
  return { now: until.at(-1), before: until.at(-2) };
};

export const source = (trace: Trace, picture: string): string | undefined => {
  const data = trace.pictures[picture];
  return data && `data:image/jpeg;base64,${data}`;
};
