// A JSON value as the lines of a tree: which are in sight, what each says, and how a value in it is replaced. Pure.

export interface Node {
  /** JSON pointer: names the line for as long as the value is there. */
  path: string;
  keys: readonly (string | number)[];
  level: number;
  name: string;
  value: unknown;
  /** How many are inside; none for what has no inside. */
  size: number | undefined;
  open: boolean;
  position: number;
  siblings: number;
  /** Stands for the children that are not shown yet. */
  more?: boolean;
}

/** So many children of one value are shown at first: a list of 100,000 numbers is not put into the document. */
export const CHILDREN = 100;
/** So much of a text is shown in a line. */
const TEXT = 2000;

const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const inside = (value: unknown): [string | number, unknown][] | undefined => {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (value !== null && typeof value === 'object') return Object.entries(value);
  return undefined;
};

export interface Sight {
  isOpen: (path: string, level: number) => boolean;
  /** How many children of this value are shown. */
  limit: (path: string) => number;
}

/** The lines in sight, the value itself first. */
export const lines = (value: unknown, name: string, sight: Sight): Node[] => {
  const out: Node[] = [];
  const add = (node: Omit<Node, 'size' | 'open'>): void => {
    const children = inside(node.value);
    const open = !!children?.length && sight.isOpen(node.path, node.level);
    out.push({ ...node, size: children?.length, open });
    if (!open) return;
    const limit = sight.limit(node.path);
    children.slice(0, limit).forEach(([key, child], index) => add({
      path: pointer(node.path, key), keys: [...node.keys, key], level: node.level + 1, name: String(key), value: child,
      position: index + 1, siblings: children.length,
    }));
    if (children.length <= limit) return;
    out.push({
      path: `${node.path}/\u2026`, keys: node.keys, level: node.level + 1, name: '', value: children.length - limit,
      size: undefined, open: false, position: limit + 1, siblings: children.length, more: true,
    });
  };
  add({ path: '', keys: [], level: 1, name, value, position: 1, siblings: 1 });
  return out;
};

/** How the host says, at the end of what it has cut, how long it was; see crates/server/src/phone/event.rs. */
const CUT = /… \(cut; \d+ bytes in all\)$/;

const previewText = (text: string): string => {
  if (text.length <= TEXT) return JSON.stringify(text);
  return JSON.stringify(text.slice(0, TEXT)) + (CUT.exec(text.slice(-60))?.[0] ?? '…');
};

/** What a closed value says of itself in one line. */
export const preview = (value: unknown, length = 80): string => {
  if (typeof value === 'string') return previewText(value);
  const children = inside(value);
  if (!children) return value === undefined ? 'undefined' : JSON.stringify(value);
  const list = Array.isArray(value);
  let text = '';
  for (const [key, child] of children) {
    const part = inside(child) ? (Array.isArray(child) ? '[…]' : '{…}') : preview(child, 40).slice(0, 40);
    text += `${text ? ', ' : ''}${list ? '' : `${key}: `}${part}`;
    if (text.length > length) { text = `${text.slice(0, length)}…`; break; }
  }
  return list ? `[${text}]` : `{${text}}`;
};

export const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** The value with another one at a place in it. */
export const replaced = (whole: unknown, keys: readonly (string | number)[], value: unknown): unknown => {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(whole)) return whole.map((item, index) => (index === key ? replaced(item, rest, value) : item));
  const record = whole as Record<string, unknown>;
  return { ...record, [key]: replaced(record[key], rest, value) };
};
