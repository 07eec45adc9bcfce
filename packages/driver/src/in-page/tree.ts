// The tree as a person sees it: through open shadow roots and slots.

/** Every element below a node, in the order of the document, those in open shadow roots too. */
export function* below(root: Node): Generator<Element> {
  if (root instanceof Element && root.shadowRoot) yield* below(root.shadowRoot);
  for (let child = root.firstChild; child; child = child.nextSibling) {
    if (!(child instanceof Element)) continue;
    yield child;
    yield* below(child);
  }
}

/** The element around this one, out of shadow roots, through the slot it stands in. */
export function around(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : element.parentElement;
}

export function isWithin(element: Element | null, outer: Element): boolean {
  for (let at = element; at; at = around(at)) if (at === outer) return true;
  return false;
}

/** What is on top at a point of the viewport. */
export function at(x: number, y: number): Element | null {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}
