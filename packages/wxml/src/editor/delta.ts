// What is in an editor, as a list of insertions with their formats: the documentation calls it delta, after Quill's.

export type Formats = Record<string, unknown>;
export interface Insertion { insert: string | Record<string, unknown>; attributes?: Formats }
export interface Delta { ops: Insertion[] }

/** Elements that are a format by themselves. */
const INLINE: Record<string, Formats> = {
  b: { bold: true }, strong: { bold: true }, i: { italic: true }, em: { italic: true }, u: { underline: true }, ins: { ins: true },
  s: { strike: true }, strike: { strike: true }, del: { strike: true }, sub: { script: 'sub' }, sup: { script: 'super' },
};
const INLINE_STYLES = ['color', 'backgroundColor', 'fontSize', 'fontFamily'] as const;
/** Styles of a whole line. */
export const BLOCK_STYLES = [
  'lineHeight', 'letterSpacing', 'textIndent', 'margin', 'marginTop', 'marginBottom', 'marginLeft', 'marginRight', 'padding', 'paddingTop',
  'paddingBottom', 'paddingLeft', 'paddingRight',
] as const;
const BLOCKS = 'p, div, h1, h2, h3, h4, h5, h6, li, blockquote';

const isBlock = (node: Node): node is HTMLElement => node instanceof HTMLElement && node.matches(BLOCKS);

const stylesOf = (element: HTMLElement, names: readonly string[]): Formats =>
  Object.fromEntries(names.map((name) => [name, element.style[name as 'color']]).filter(([, value]) => value));

const inlineOf = (element: HTMLElement): Formats => ({ ...INLINE[element.localName], ...stylesOf(element, INLINE_STYLES) });

const blockOf = (element: HTMLElement): Formats => {
  const formats = stylesOf(element, BLOCK_STYLES);
  const header = /^h([1-6])$/.exec(element.localName);
  if (header) formats.header = Number(header[1]);
  if (element.localName === 'li') formats.list = element.parentElement?.localName === 'ol' ? 'ordered' : 'bullet';
  if (element.style.textAlign) formats.align = element.style.textAlign;
  if (element.dir === 'rtl') formats.direction = 'rtl';
  return formats;
};

/** The formats at a place: of the text, and of the line that it is in. */
export const formatsAt = (node: Node | null, root: Element): Formats => {
  let formats: Formats = {};
  for (let at = node; at && at !== root; at = at.parentNode) {
    if (at instanceof HTMLElement) formats = { ...inlineOf(at), ...(isBlock(at) ? blockOf(at) : {}), ...formats };
  }
  return formats;
};

export const toDelta = (root: Element): Delta => {
  const ops: Insertion[] = [];
  const push = (insert: Insertion['insert'], attributes: Formats): void => {
    const before = ops.at(-1);
    const same = before && JSON.stringify(before.attributes ?? {}) === JSON.stringify(attributes);
    if (same && typeof insert === 'string' && typeof before.insert === 'string') before.insert += insert;
    else ops.push(Object.keys(attributes).length > 0 ? { insert, attributes } : { insert });
  };
  const walk = (node: Node, formats: Formats): void => {
    if (node instanceof Text) return push(node.data, formats);
    if (!(node instanceof HTMLElement)) return;
    if (node instanceof HTMLImageElement) return push({ image: node.getAttribute('src') }, imageOf(node));
    if (node.localName === 'hr') return push({ divider: true }, {});
    const isLine = isBlock(node) && ![...node.children].some(isBlock);
    // The one that keeps an empty line open is none.
    if (node.localName === 'br') return node.nextSibling || node.previousSibling ? push('\n', {}) : undefined;
    for (const child of node.childNodes) walk(child, { ...formats, ...inlineOf(node) });
    if (isLine) push('\n', blockOf(node));
  };
  for (const child of root.childNodes) walk(child, {});
  if (!endsLine(ops)) push('\n', {});
  return { ops };
};

const endsLine = (ops: Insertion[]): boolean => {
  const last = ops.at(-1)?.insert;
  return typeof last === 'string' && last.endsWith('\n');
};

const imageOf = (image: HTMLImageElement): Formats =>
  Object.fromEntries(['alt', 'width', 'height', 'data-custom'].map((name) => [name, image.getAttribute(name)]).filter(([, value]) => value));

/** Nodes of a delta: a line an element, lines of one list together. */
export const fromDelta = ({ ops }: Delta): Node[] => {
  const nodes: Node[] = [];
  let line: Node[] = [];
  const end = (formats: Formats): void => {
    const { list, header } = formats;
    const block = document.createElement(list ? 'li' : Number(header) >= 1 && Number(header) <= 6 ? `h${Number(header)}` : 'p');
    applyBlock(block, formats);
    block.append(...(line.length > 0 ? line : [document.createElement('br')]));
    line = [];
    if (!list) return void nodes.push(block);
    const tag = list === 'ordered' ? 'ol' : 'ul';
    const last = nodes.at(-1);
    if (last instanceof HTMLElement && last.localName === tag) last.append(block);
    else {
      const made = document.createElement(tag);
      made.append(block);
      nodes.push(made);
    }
  };
  for (const { insert, attributes = {} } of Array.isArray(ops) ? ops : []) {
    if (typeof insert !== 'string') {
      const made = embedded(insert ?? {}, attributes);
      if (made?.localName === 'hr') nodes.push(made);
      else if (made) line.push(made);
      continue;
    }
    insert.split('\n').forEach((words, index) => {
      if (index > 0) end(attributes);
      if (words) line.push(inline(words, attributes));
    });
  }
  if (line.length > 0) end({});
  return nodes;
};

const embedded = (what: Record<string, unknown>, attributes: Formats): HTMLElement | null => {
  if (what.divider) return document.createElement('hr');
  if (typeof what.image !== 'string') return null;
  const image = document.createElement('img');
  image.src = what.image;
  for (const name of ['alt', 'width', 'height', 'data-custom']) if (attributes[name]) image.setAttribute(name, String(attributes[name]));
  return image;
};

const TAGS: [format: string, value: unknown, tag: string][] = [
  ['bold', true, 'strong'], ['italic', true, 'em'], ['underline', true, 'u'], ['ins', true, 'ins'], ['strike', true, 's'],
  ['script', 'sub', 'sub'], ['script', 'super', 'sup'],
];

const inline = (words: string, attributes: Formats): Node => {
  let node: Node = document.createTextNode(words);
  const wrap = (tag: string): HTMLElement => {
    const made = document.createElement(tag);
    made.append(node);
    node = made;
    return made;
  };
  for (const [format, value, tag] of TAGS) if (attributes[format] === value) wrap(tag);
  const styles = INLINE_STYLES.filter((name) => attributes[name]);
  if (styles.length > 0) {
    const span = wrap('span');
    for (const name of styles) span.style[name] = String(attributes[name]);
  }
  return node;
};

export const applyBlock = (block: HTMLElement, formats: Formats): void => {
  for (const name of BLOCK_STYLES) if (formats[name]) block.style[name] = String(formats[name]);
  if (formats.align) block.style.textAlign = String(formats.align);
  if (formats.direction) block.dir = String(formats.direction);
};
