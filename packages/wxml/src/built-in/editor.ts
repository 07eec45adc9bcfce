// `<editor>`: text with formats and pictures, edited by the browser.

import { formatsAt, fromDelta, toDelta, type Delta } from '../editor/delta.ts';
import { format } from '../editor/format.ts';
import { height, lower, raise } from '../keyboard.ts';
import { BuiltIn, isOn, make, text } from './element.ts';
import { keep } from './plain.ts';
import { RichText } from './rich_text.ts';

type Given = Record<string, unknown>;

export class Editor extends BuiltIn {
  private readonly root = make('div', 'ql-editor');
  /** Where the caret was, for what the program does while something else has the focus. */
  private caret: Range | null = null;
  private lastFormats = '{}';

  constructor() {
    super();
    const { root } = this;
    root.contentEditable = 'true';
    root.setAttribute('role', 'textbox');
    root.ariaMultiLine = 'true';
    this.fill([]);
    this.append(root);
    root.addEventListener('input', (event) => {
      event.stopPropagation();
      this.edited();
    });
    root.addEventListener('focus', () => {
      raise(this);
      this.tell('focus', { ...this.contents(), height: height() });
    });
    root.addEventListener('blur', () => {
      lower(this);
      this.tell('blur', this.contents());
    });
  }

  connectedCallback(): void {
    document.addEventListener('selectionchange', this.selected);
    queueMicrotask(() => this.tell('ready', {}));
  }

  disconnectedCallback(): void {
    document.removeEventListener('selectionchange', this.selected);
  }

  set(name: string, value: unknown): void {
    if (name === 'read-only') this.root.contentEditable = `${!isOn(value)}`;
    else if (name === 'placeholder') {
      this.root.dataset.placeholder = text(value);
      this.root.ariaPlaceholder = text(value);
    } else keep(this, name, value);
  }

  tellKeyboard(detail: { height: number; duration: number }): void {
    this.tell('keyboardheightchange', detail);
  }

  private fill(nodes: Node[]): void {
    const empty = document.createElement('p');
    empty.append(document.createElement('br'));
    this.root.replaceChildren(...(nodes.length > 0 ? nodes : [empty]));
    this.drawn();
  }

  private drawn(): void {
    this.root.classList.toggle('ql-blank', this.root.textContent === '' && !this.root.querySelector('img, hr, li'));
  }

  private contents(): { html: string; text: string; delta: Delta } {
    const delta = toDelta(this.root);
    return { html: this.root.innerHTML, text: delta.ops.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join(''), delta };
  }

  private edited(): void {
    this.drawn();
    this.tell('input', this.contents());
    this.selected();
  }

  private readonly selected = (): void => {
    const selection = getSelection();
    if (!selection?.anchorNode || selection.rangeCount === 0 || !this.root.contains(selection.anchorNode)) return;
    this.caret = selection.getRangeAt(0).cloneRange();
    const formats = formatsAt(selection.anchorNode, this.root);
    const said = JSON.stringify(formats);
    if (said === this.lastFormats) return;
    this.lastFormats = said;
    this.tell('statuschange', formats);
  };

  /** Back to where the caret was; else to the end. */
  private takeFocus(): void {
    const selection = getSelection()!;
    if (document.activeElement === this.root) return;
    const range = this.caret;
    this.root.focus();
    if (range && this.root.contains(range.startContainer)) {
      selection.removeAllRanges();
      selection.addRange(range);
    } else {
      selection.selectAllChildren(this.root);
      selection.collapseToEnd();
    }
  }

  private run(command: string, value?: string): object {
    this.takeFocus();
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand(command, false, value);
    this.edited();
    return {};
  }

  /** `EditorContext`. */
  override act(method: string, [first, second]: unknown[]): unknown {
    const options = (first ?? {}) as Given;
    switch (method) {
      case 'getContents':
        return this.contents();
      case 'setContents':
        this.fill(options.delta ? fromDelta(options.delta as Delta) : fromHtml(text(options.html)));
        return this.edited();
      case 'format':
        this.takeFocus();
        if (!format(this.root, text(first), second)) throw new Error(`format: there is no ${text(first)}`);
        return this.edited();
      case 'insertText':
        return this.run('insertText', text(options.text));
      case 'insertImage':
        return this.run('insertHTML', image(options).outerHTML);
      case 'insertDivider':
        return this.run('insertHorizontalRule');
      case 'clear':
        this.fill([]);
        return this.edited();
      case 'removeFormat':
      case 'undo':
      case 'redo':
        return this.run(method);
      case 'getSelectionText':
        return { text: this.caret?.toString() ?? '' };
      case 'scrollIntoView':
        return this.caret?.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
      case 'blur':
        return this.root.blur();
      default:
        return super.act(method, []);
    }
  }
}

/** Only what `<rich-text>` takes comes in. */
const fromHtml = (html: string): Node[] => {
  const parsed = new RichText();
  parsed.set('nodes', html);
  return [...parsed.childNodes];
};

const image = ({ src, alt, width, height, data, extClass }: Given): HTMLImageElement => {
  const made = document.createElement('img');
  made.setAttribute('src', text(src));
  if (alt) made.alt = text(alt);
  if (width) made.setAttribute('width', text(width));
  if (height) made.setAttribute('height', text(height));
  if (extClass) made.className = text(extClass);
  if (data) made.dataset.custom = Object.entries(data as Given).map(([name, value]) => `${name}=${text(value)}`).join('&');
  return made;
};
