// A docx as pages, by docx-preview. It becomes a frame of its own in which no script runs and nothing comes from the
// network, whatever the document says.

import { parseAsync, renderDocument } from 'docx-preview';

import { button, element } from './element.ts';
import type { Frame } from './frame.ts';
import { close } from './host.ts';
import { words } from './words.ts';

/** What a document is made of; all else is dropped. Pictures are SVG only where docx-preview draws shapes itself. */
const DROPPED = new Set(['script', 'iframe', 'frame', 'object', 'embed', 'form', 'base', 'link', 'meta', 'foreignobject']);
const FRAME = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none';
 img-src data:; font-src data:; style-src 'unsafe-inline'"><body></body>`;
const PAPER = `
  body { margin: 0; background: transparent; font-family: system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
  .docx-wrapper { padding: 12px !important; background: transparent !important; }
  .docx-wrapper > section.docx { margin-bottom: 12px !important; box-shadow: 0 1px 6px #0003 !important; border-radius: 4px; }
  a { color: #0b57d0; text-decoration: underline; cursor: text; }`;

export const showPaper = async ({ main, header, signal }: Frame, bytes: ArrayBuffer): Promise<void> => {
  const options = {
    // As data, so that nothing but the document itself is ever asked for its parts.
    useBase64URL: true,
    // Those are whole web pages inside the document.
    renderAltChunks: false,
    ignoreLastRenderedPageBreak: false,
    h: make,
  };
  const nodes = await renderDocument(await parseAsync(bytes, options), options);
  const paper = await emptyFrame(main, signal);
  const inside = paper.contentDocument!;
  const Sheet = (paper.contentWindow as unknown as { CSSStyleSheet: typeof CSSStyleSheet }).CSSStyleSheet;
  const sheets = [PAPER];
  for (const node of nodes) {
    // The policy of this page forbids style elements; style sheets made by script are under no policy.
    if (node.nodeName.toLowerCase() === 'style') sheets.unshift(node.textContent ?? '');
    else inside.body.append(inside.adoptNode(node));
  }
  inside.adoptedStyleSheets = sheets.map((text) => {
    const sheet = new Sheet();
    sheet.replaceSync(text);
    return sheet;
  });
  for (const one of inside.querySelectorAll('style')) one.remove();
  for (const link of inside.querySelectorAll('a')) makeInert(link);
  inside.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
  header.append(fit(paper, inside, signal));
};

const emptyFrame = (main: HTMLElement, signal: AbortSignal): Promise<HTMLIFrameElement> => new Promise((done, failed) => {
  // No allow-scripts. The same origin, so that this page can reach into it.
  const paper = element('iframe', { class: 'paper', sandbox: 'allow-same-origin', title: main.ariaLabel ?? '', srcdoc: FRAME });
  paper.addEventListener('load', () => done(paper), { once: true });
  signal.addEventListener('abort', () => failed(signal.reason));
  main.append(paper);
});

/**
 * A page is as wide as paper: on a phone it is made smaller as a whole, as a phone shows it. The button that comes back
 * makes it as large as it says it is.
 */
const fit = (paper: HTMLIFrameElement, inside: globalThis.Document, signal: AbortSignal): HTMLButtonElement => {
  const widest = Math.max(0, ...[...inside.querySelectorAll<HTMLElement>('section')].map((page) => page.offsetWidth)) + 24;
  const scale = (): void => {
    const isLarge = zoom.ariaPressed === 'true';
    inside.body.style.zoom = `${isLarge ? 1 : Math.min(1, paper.clientWidth / widest)}`;
  };
  const zoom = button('⤢', words.zoom, () => {
    zoom.ariaPressed = `${zoom.ariaPressed !== 'true'}`;
    scale();
  });
  zoom.ariaPressed = 'false';
  const watcher = new ResizeObserver(scale);
  watcher.observe(paper);
  signal.addEventListener('abort', () => watcher.disconnect());
  scale();
  return zoom;
};

/** Where a link leads is said, and leads nowhere; inside the document it works. */
const makeInert = (link: HTMLAnchorElement): void => {
  const target = link.getAttribute('href') ?? '';
  if (target.startsWith('#')) return;
  link.removeAttribute('href');
  link.removeAttribute('target');
  if (target) link.title = target;
};

type Made = Node | string | ({ ns?: string; tagName: string; className?: string; style?: Record<string, string> | string;
  children?: Made[] } & Record<string, unknown>);

/** Elements are made in a document that runs and loads nothing, and attributes that would run something are not set. */
const inert = document.implementation.createHTMLDocument();
const make = (what: Made): Node => {
  if (typeof what === 'string') return inert.createTextNode(what);
  if (what instanceof Node) return what;
  const { ns, tagName, className, style, children = [], ...rest } = what;
  if (tagName === '#comment') return inert.createComment('');
  if (tagName === '#fragment' || DROPPED.has(tagName.toLowerCase())) {
    const fragment = inert.createDocumentFragment();
    if (tagName === '#fragment') fragment.append(...children.map(make));
    return fragment;
  }
  const made = inert.createElementNS(ns ?? 'http://www.w3.org/1999/xhtml', tagName) as HTMLElement;
  if (className) made.setAttribute('class', className);
  // Through the object model, which the policy allows, unlike the attribute.
  if (typeof style === 'string') made.style.cssText = style;
  else if (style) Object.assign(made.style, style);
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || name.startsWith('on') || name === 'innerHTML' || name === 'outerHTML' || name === 'srcdoc') continue;
    (made as unknown as Record<string, unknown>)[name] = value;
  }
  made.append(...children.map(make));
  return made;
};
