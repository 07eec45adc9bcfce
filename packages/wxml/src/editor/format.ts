// Formats of what is selected, by the browser's own editing commands.

import { BLOCK_STYLES } from './delta.ts';

const run = (command: string, value?: string): void => void document.execCommand(command, false, value);

const TOGGLES: Record<string, string> = { bold: 'bold', italic: 'italic', underline: 'underline', ins: 'underline', strike: 'strikeThrough' };
const ALIGNS: Record<string, string> = { left: 'justifyLeft', center: 'justifyCenter', right: 'justifyRight', justify: 'justifyFull' };
/** Commands that are to write styles and not elements of their own. */
const STYLES: Record<string, string> = { color: 'foreColor', backgroundColor: 'hiliteColor', fontFamily: 'fontName' };
const SIZE_MARK = '7';

/** The line with the caret. */
const line = (root: HTMLElement): HTMLElement | null => {
  const at = getSelection()?.anchorNode ?? null;
  const element = at instanceof HTMLElement ? at : (at?.parentElement ?? null);
  const found = element?.closest<HTMLElement>('p, div, h1, h2, h3, h4, h5, h6, li, blockquote') ?? null;
  return found && root.contains(found) && found !== root ? found : null;
};

/** Sizes of the browser's command are seven; one of them marks what is to get the wanted one. */
const fontSize = (root: HTMLElement, size: string): void => {
  run('styleWithCSS', 'false');
  run('fontSize', SIZE_MARK);
  for (const font of root.querySelectorAll<HTMLElement>(`font[size="${SIZE_MARK}"]`)) {
    const span = document.createElement('span');
    span.style.fontSize = size;
    span.append(...font.childNodes);
    font.replaceWith(span);
  }
};

/** False: no such format. */
export const format = (root: HTMLElement, name: string, value: unknown): boolean => {
  const wanted = value === undefined || value === null ? '' : String(value);
  run('styleWithCSS', name in STYLES ? 'true' : 'false');
  if (TOGGLES[name]) run(TOGGLES[name]);
  else if (STYLES[name]) run(STYLES[name], wanted);
  else if (name === 'fontSize') fontSize(root, wanted);
  else if (name === 'script') run(wanted === 'sub' ? 'subscript' : 'superscript');
  else if (name === 'align') run(ALIGNS[wanted] ?? 'justifyLeft');
  else if (name === 'list') run(wanted === 'ordered' ? 'insertOrderedList' : 'insertUnorderedList');
  else if (name === 'indent') run(wanted.startsWith('-') ? 'outdent' : 'indent');
  else if (name === 'header') run('formatBlock', header(root, wanted));
  else return formatLine(root, name, wanted);
  return true;
};

/** The same again takes it back. */
const header = (root: HTMLElement, wanted: string): string => {
  const tag = /^(?:h|H)?([1-6])$/.exec(wanted)?.[1];
  return tag && line(root)?.localName !== `h${tag}` ? `h${tag}` : 'p';
};

const formatLine = (root: HTMLElement, name: string, value: string): boolean => {
  if (name === 'direction') line(root)?.setAttribute('dir', value);
  else if ((BLOCK_STYLES as readonly string[]).includes(name)) line(root)?.style.setProperty(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
  else return false;
  return true;
};
