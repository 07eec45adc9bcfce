// From selectors to elements, and from elements to the names that a client has for them.

interface Handle {
  elementId: string;
  tagName: string;
  videoId?: string;
}

/** Another document never gives a name that this one has given. */
const DOCUMENT = crypto.getRandomValues(new Uint32Array(2)).join('-');

const ids = new WeakMap<Element, string>();
const elements = new Map<string, WeakRef<Element>>();

export const handle = (element: Element): Handle => {
  let elementId = ids.get(element);
  if (elementId === undefined) {
    elementId = `h5-${DOCUMENT}-${elements.size + 1}`;
    ids.set(element, elementId);
    elements.set(elementId, new WeakRef(element));
  }
  return { elementId, tagName: element.localName };
};

export const of = ({ elementId }: { elementId: string }): Element => {
  const element = elements.get(elementId)?.deref();
  if (!element?.isConnected) throw new Error(`the element ${elementId} is not in the page any more`);
  return element;
};

/** How many have a name. */
export const held = (): number => elements.size;

/** Selects; what `>>>` leads to is in open shadow roots. */
export const find = (within: ParentNode, selector: string): Element[] => {
  const [here, ...deeper] = selector.split('>>>').map((part) => part.trim());
  let found = [...within.querySelectorAll(here || '*')];
  for (const part of deeper) {
    const hosts = found.flatMap((element) => [element, ...element.querySelectorAll('*')]);
    found = hosts.flatMap((host) => (host.shadowRoot ? [...host.shadowRoot.querySelectorAll(part)] : []));
  }
  return [...new Set(found)];
};

export const findByPath = (within: Node, path: string): Element[] => {
  const found = document.evaluate(path, within, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  const nodes = Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index));
  return nodes.filter((node): node is Element => node instanceof Element);
};
