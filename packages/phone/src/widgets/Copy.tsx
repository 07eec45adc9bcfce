// A button that copies a text and says that it did.

import { createSignal, onCleanup, type JSX } from 'solid-js';

import { words } from '../words.ts';

interface Props {
  text: () => string;
  children: JSX.Element;
  disabled?: boolean;
  title?: string;
}

export const Copy = (props: Props): JSX.Element => {
  const [done, setDone] = createSignal<'copied' | 'notCopied'>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async (): Promise<void> => {
    setDone((await copyText(props.text())) ? 'copied' : 'notCopied');
    clearTimeout(timer);
    timer = setTimeout(() => setDone(undefined), 1500);
  };

  return (
    <button type="button" class="button" disabled={props.disabled} title={props.title} onClick={() => void copy()}>
      <span aria-live="polite">{done() ? words().panel.widgets[done()!] : props.children}</span>
    </button>
  );
};

/** `navigator.clipboard` exists only where the page is secure: not on a telephone over the local network. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
};

const copyBySelection = (text: string): boolean => {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'copied-from';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
};
