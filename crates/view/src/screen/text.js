// What is selected in a page, and whether there is text to select at a point. Frames of another origin stay closed.
(() => {
  const inner = element => {
    try {
      return element?.localName === 'iframe' ? element.contentDocument : null;
    } catch {
      return null;
    }
  };

  const isField = element => element.localName === 'input' || element.localName === 'textarea';

  // A password, or what the page shows as dots like one.
  const isSecret = element => element.type === 'password' || getComputedStyle(element).webkitTextSecurity !== 'none';

  const focused = root => {
    let element = root.activeElement;
    for (;;) {
      const next = element?.shadowRoot?.activeElement ?? inner(element)?.activeElement;
      if (!next) return element;
      element = next;
    }
  };

  const selection = () => {
    const element = focused(document);
    if (element && isField(element)) {
      if (isSecret(element)) return '';
      // Fields of some kinds (number, email) keep their selection to themselves.
      if (element.selectionStart !== null) return element.value.slice(element.selectionStart, element.selectionEnd);
    }
    const own = element?.ownerDocument;
    return String((own ?? document).getSelection() ?? '') || String(document.getSelection() ?? '');
  };

  const within = (rect, x, y) => x >= rect.left && x < rect.right && y >= rect.top && y < rect.bottom;

  const find = (root, x, y) => {
    const element = root.elementFromPoint(x, y);
    if (!element) return false;
    const shadow = element.shadowRoot;
    if (shadow && shadow !== root && shadow.elementFromPoint(x, y)) return find(shadow, x, y);
    const frame = inner(element);
    if (frame) {
      const rect = element.getBoundingClientRect();
      return find(frame, x - rect.left - element.clientLeft, y - rect.top - element.clientTop);
    }
    if (isField(element)) return element.value !== '' && !isSecret(element);
    if (getComputedStyle(element).userSelect === 'none' || element.closest('button')) return false;
    const range = element.ownerDocument.createRange();
    return [...element.childNodes].some(node => {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) return false;
      range.selectNodeContents(node);
      return [...range.getClientRects()].some(rect => within(rect, x, y));
    });
  };

  // The point is on the screen; a page that was zoomed in shows only a part of itself there.
  const hasText = (x, y) => {
    const { scale, offsetLeft, offsetTop } = visualViewport;
    return find(document, x / scale + offsetLeft, y / scale + offsetTop);
  };

  return { selection, hasText };
})()
