// Questions of the logic layer: where an element is, how far it has scrolled, whether it can be seen.

import { automate } from './automate.ts';
import { BuiltIn } from './built-in/element.ts';
import { askCanvas, draw, forgetCanvases } from './canvas.ts';
import { animate, clearAnimation } from './keyframes.ts';
import { element, numberOf } from './nodes.ts';
import { Told } from './operations.ts';
import { post } from './post.ts';

/** What is answered again and again, until it is withdrawn. */
const observers = new Map<number, { disconnect(): void }>();

const answer = (question: number, value: unknown): void => {
  if (question !== 0) post([Told.Answer, question, value]);
};

const rectangle = (rect: DOMRectReadOnly | null): unknown => {
  if (!rect) return null;
  const { left, top, right, bottom, width, height } = rect;
  return { left, top, right, bottom, width, height };
};

interface PageScroll {
  scrollTop?: number;
  duration?: number;
  offsetTop?: number;
}

/** To an element of it, if it is asked of one. */
const pageScrollTo = (target: HTMLElement, { scrollTop, duration = 300, offsetTop = 0 }: PageScroll): void => {
  const top = isPage(target) ? scrollTop : target.getBoundingClientRect().top + scrollY + offsetTop;
  if (top !== undefined) scrollTo({ top, behavior: duration > 0 ? 'smooth' : 'instant' });
};

interface Font {
  family: string;
  source: string;
  desc: { style?: string; weight?: string };
}

/** Answers null, or why not. */
const loadFontFace = (question: number, { family, source, desc }: Font): void => {
  const { style = 'normal', weight = 'normal' } = desc;
  const face = new FontFace(family, source, { style, weight });
  face.load().then(
    () => {
      document.fonts.add(face);
      answer(question, null);
    },
    (error: Error) => answer(question, error.message),
  );
};

type Answerer = (question: number, target: HTMLElement, options: unknown) => void;

const KINDS: Record<string, Answerer> = {
  /** Painted: the frame after the next is sure to have all that was applied before. */
  frame: (question) => void requestAnimationFrame(() => requestAnimationFrame(() => answer(question, null))),
  rect: (question, target) => answer(question, rectangle(target.getBoundingClientRect())),
  scroll: (question, target) => {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = scroller(target);
    answer(question, { scrollLeft, scrollTop, scrollWidth, scrollHeight });
  },
  scrollTo: (_question, target, options) => {
    const [left, top, duration] = options as [number, number, number | undefined];
    scroller(target).scrollTo({ left, top, behavior: duration ? 'smooth' : 'instant' });
  },
  loadFontFace: (question, _target, options) => loadFontFace(question, options as Font),
  pageScrollTo: (_question, target, options) => pageScrollTo(target, options as PageScroll),
  /** The nodes that the program wrote, as the browser has them; what built-ins have put around them is left out. */
  tree: (question, target) => answer(question, tree(target)),
  /** What is done to canvases. */
  draw: (_question, _target, options) => draw(options as Parameters<typeof draw>[0]),
  canvas: (question, _target, options) =>
    void askCanvas(options as Parameters<typeof askCanvas>[0]).then(
      (value) => answer(question, { value }),
      (error: Error) => answer(question, { error: error.message }),
    ),
  /** A method of a built-in: of `VideoContext`, `MapContext` and their like. */
  act: (question, target, options) => {
    const [method, args] = options as [string, unknown[]];
    const acting = target instanceof BuiltIn ? Promise.resolve(target.act(method, args)) : Promise.reject(new Error('no such built-in'));
    acting.then((value) => answer(question, { ok: value ?? {} }), (error: Error) => answer(question, { error: error.message }));
  },
  /** A program that drives the page from outside. */
  automate: (question, target, options) => {
    const [name, args] = options as [string, unknown[]];
    automate(target, name, args).then((ok) => answer(question, { ok }), (error: Error) => answer(question, { error: error.message }));
  },
  focus: (_question, target) => target.focus(),
  blur: () => (document.activeElement as HTMLElement | null)?.blur(),
  intersect: observe,
  media: observeMedia,
  animate: (question, target, options) => animate(target, options as Parameters<typeof animate>[1], () => answer(question, null)),
  clearAnimation: (question, target, options) => {
    clearAnimation(target, options as string[] | null);
    answer(question, null);
  },
  computed: (question, target, options) => {
    const style = getComputedStyle(target);
    const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    answer(question, Object.fromEntries((options as string[]).map((name) => [name, style.getPropertyValue(dashed(name))])));
  },
  end: (question) => {
    observers.get(question)?.disconnect();
    observers.delete(question);
  },
};

const tree = (parent: Node): unknown[] =>
  [...parent.childNodes].flatMap((child) => {
    const number = numberOf(child);
    if (number === undefined) return tree(child);
    return [child instanceof Element ? [number, [...child.classList].join(' '), tree(child)] : [number, child.textContent]];
  });

const isPage = (target: HTMLElement): boolean => target === document.body || target.localName === 'wx-page';

/** The page itself scrolls as a document. */
const scroller = (target: HTMLElement): Element => (isPage(target) ? (document.scrollingElement ?? target) : target);

function observe(question: number, target: HTMLElement, options: unknown): void {
  const [root, rootMargin, threshold] = options as [number, string, number[]];
  const tell = (entries: IntersectionObserverEntry[]): void => {
    for (const entry of entries) {
      answer(question, {
        intersectionRatio: entry.intersectionRatio,
        boundingClientRect: rectangle(entry.boundingClientRect),
        intersectionRect: rectangle(entry.intersectionRect),
        relativeRect: rectangle(entry.rootBounds),
        time: entry.time,
      });
    }
  };
  const observer = new IntersectionObserver(tell, { root: root ? element(root) : null, rootMargin, threshold });
  observers.set(question, observer);
  observer.observe(target);
}

/** The conditions of `createMediaQueryObserver`, as CSS has them. */
function observeMedia(question: number, _target: HTMLElement, options: unknown): void {
  const conditions = Object.entries(options as Record<string, string | number | undefined>)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const css = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return name === 'orientation' ? `(${css}: ${value})` : `(${css}: ${Number(value)}px)`;
    });
  const query = matchMedia(conditions.join(' and ') || 'all');
  const tell = (): void => answer(question, { matches: query.matches });
  query.addEventListener('change', tell);
  observers.set(question, { disconnect: () => query.removeEventListener('change', tell) });
  tell();
}

export const ask = (question: number, number: number, kind: string, options: unknown): void => {
  const answerer = KINDS[kind];
  if (!answerer) return answer(question, null);
  answerer(question, number === 0 ? document.body : element(number), options);
};

export const forgetQuestions = (): void => {
  for (const observer of observers.values()) observer.disconnect();
  observers.clear();
  forgetCanvases();
};
