// `<rich-text>`: nodes as text or as a list. Only the documented tags and attributes come through, whatever is given.

import { BuiltIn, text, withPixels } from './element.ts';
import { keep } from './plain.ts';

/** Tags with the attributes that they may have beside `class` and `style` (WeChat documentation). */
const TAGS: Record<string, string[]> = {
  ...Object.fromEntries(
    `a abbr address article aside b bdi big blockquote br caption center cite code dd del div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6
     header hr i ins label legend li mark nav p pre q rt ruby s section small span strong sub sup tbody tfoot thead tr tt u ul`
      .split(/\s+/)
      .map((name) => [name, []]),
  ),
  bdo: ['dir'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  img: ['alt', 'src', 'height', 'width'],
  ol: ['start', 'type'],
  table: ['width'],
  td: ['colspan', 'height', 'rowspan', 'width'],
  th: ['colspan', 'height', 'rowspan', 'width'],
};

/** What spaces become. */
export const SPACES: Record<string, string> = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };

interface Given {
  type?: unknown;
  text?: unknown;
  name?: unknown;
  attrs?: unknown;
  children?: unknown;
}

export class RichText extends BuiltIn {
  private nodes: unknown = [];
  private space = '';

  set(name: string, value: unknown): void {
    if (name === 'nodes') this.nodes = value;
    else if (name === 'space') this.space = SPACES[text(value)] ?? '';
    // `user-select` and others are for styles.
    else return keep(this, name, value);
    this.replaceChildren(...this.make(this.nodes));
  }

  private make(nodes: unknown): Node[] {
    if (Array.isArray(nodes)) return nodes.flatMap((node: unknown) => this.fromList(node as Given | null));
    if (typeof nodes !== 'string') return [];
    // Parsed in a document of its own, where nothing loads and nothing runs.
    return [...new DOMParser().parseFromString(nodes, 'text/html').body.childNodes].flatMap((node) => this.fromMarkup(node));
  }

  private fromList(node: Given | null): Node[] {
    if (node === null || typeof node !== 'object') return [];
    if (node.type === 'text') return [this.words(decode(text(node.text)))];
    const attributes = Object.entries((node.attrs ?? {}) as Record<string, unknown>);
    return this.element(text(node.name).toLowerCase(), attributes, () => this.make(Array.isArray(node.children) ? node.children : []));
  }

  private fromMarkup(node: Node): Node[] {
    if (node instanceof window.Text) return [this.words(node.data)];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    const { localName, attributes, childNodes } = node as Element;
    const pairs = [...attributes].map(({ name, value }): [string, unknown] => [name, value]);
    return this.element(localName, pairs, () => [...childNodes].flatMap((child) => this.fromMarkup(child)));
  }

  private words(value: string): Node {
    return document.createTextNode(this.space ? value.replaceAll(' ', this.space) : value);
  }

  /** A tag that is not known goes with all that is in it. */
  private element(name: string, attributes: [string, unknown][], children: () => Node[]): Node[] {
    const allowed = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined;
    if (!allowed) return [];
    const made = document.createElement(name);
    for (const [key, value] of attributes) {
      const attribute = key.toLowerCase();
      if (attribute === 'style') made.style.cssText = withPixels(text(value));
      else if (attribute === 'class') made.className = text(value);
      else if (allowed.includes(attribute) && !/^\s*javascript:/i.test(text(value))) made.setAttribute(attribute, text(value));
    }
    made.append(...children());
    return [made];
  }
}

/** HTML entities in text. */
export const decode = (value: string): string => {
  if (!value.includes('&')) return value;
  const holder = document.createElement('textarea');
  holder.innerHTML = value.replaceAll('<', '&lt;');
  return holder.value;
};
