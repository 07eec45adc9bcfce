// What lies over the page and wants an answer: WeUI's dialog in the middle and its half screen from below. The focus
// goes in, stays in, and goes back; Escape is a no.

import { createUniqueId, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { words } from '../words.ts';
import { ownColor } from './color.ts';

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), iframe, [tabindex="0"]';

const focusable = (root: HTMLElement): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.offsetParent !== null);

interface ModalProps {
  class: string;
  labelledBy: string;
  describedBy?: string | undefined;
  role?: 'dialog' | 'alertdialog';
  /** A tap beside it does nothing. */
  isFirm?: boolean | undefined;
  onCancel: () => void;
  children: JSX.Element;
}

/** The mask and the box; everything else of the phone is behind it. */
export function Modal(props: ModalProps) {
  let box!: HTMLDivElement;
  const before = document.activeElement;
  const enter = (): boolean => {
    const first = box.querySelector<HTMLElement>('[data-focus]:not(:disabled)') ?? focusable(box)[0] ?? box;
    first.focus({ preventScroll: true });
    if (first instanceof HTMLInputElement) first.select();
    return box.contains(document.activeElement);
  };
  onMount(() => {
    // What is loaded when it is first used is mounted before it stands in the document.
    if (!enter()) requestAnimationFrame(enter);
  });
  onCleanup(() => {
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      props.onCancel();
    }
    if (event.key !== 'Tab') return;
    const all = focusable(box);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const edge = event.shiftKey ? at <= 0 : at === all.length - 1;
    if (!edge) return;
    event.preventDefault();
    all.at(event.shiftKey ? -1 : 0)?.focus();
  };
  return (
    <div class="modal" onKeyDown={onKeyDown}>
      <div class="weui-mask" onClick={() => props.isFirm || props.onCancel()} />
      <div
        ref={box}
        class={props.class}
        role={props.role ?? 'dialog'}
        aria-modal="true"
        aria-labelledby={props.labelledBy}
        aria-describedby={props.describedBy}
        tabIndex={-1}
      >
        {props.children}
      </div>
    </div>
  );
}

interface DialogProps {
  title: string;
  children: JSX.Element;
  accept: string;
  reject?: string | undefined;
  isDanger?: boolean;
  /** Colours in the place of the usual ones. */
  acceptColor?: string;
  rejectColor?: string;
  /** A tap beside it does nothing. */
  isFirm?: boolean;
  onAccept: () => void;
  /** Escape and the mask, too. */
  onReject: () => void;
}

/** In the middle, one or two buttons. */
export function Dialog(props: DialogProps) {
  const [title, body] = [createUniqueId(), createUniqueId()];
  return (
    <Modal
      class="weui-dialog"
      role="alertdialog"
      labelledBy={props.title ? title : body}
      describedBy={body}
      isFirm={props.isFirm}
      onCancel={props.onReject}
    >
      <div class="weui-dialog__hd">
        <Show when={props.title}>
          <strong class="weui-dialog__title" id={title}>
            {props.title}
          </strong>
        </Show>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onAccept();
        }}
      >
        <div class="weui-dialog__bd" id={body}>
          {props.children}
        </div>
        <div class="weui-dialog__ft">
          <Show when={props.reject}>
            {(reject) => (
              <button
                type="button"
                class="weui-dialog__btn weui-dialog__btn_default"
                style={{ color: ownColor(props.rejectColor ?? '', '#000000') }}
                onClick={() => props.onReject()}
              >
                {reject()}
              </button>
            )}
          </Show>
          <button
            type="submit"
            class="weui-dialog__btn"
            classList={{ 'weui-dialog__btn_primary': !props.isDanger, 'weui-dialog__btn_warn': !!props.isDanger }}
            style={{ color: ownColor(props.acceptColor ?? '', '#576b95') }}
            data-focus={props.reject ? undefined : ''}
          >
            {props.accept}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** The button that says yes. */
export interface Accept {
  text: string;
  /** The id of the form that it sends. */
  form?: string | undefined;
  /** Where there is no form. */
  onClick?: () => void;
  isOff?: boolean;
  /** Has the focus when the sheet comes. */
  isFocused?: boolean;
}

interface HalfScreenProps {
  title: string;
  subtitle?: JSX.Element;
  /** Takes the whole height, for a camera or a map. */
  isTall?: boolean | undefined;
  onCancel: () => void;
  children: JSX.Element;
  /** With it there are two buttons at the bottom. */
  accept?: Accept | undefined;
  /** What the other one says, if not "Cancel". */
  reject?: string | undefined;
}

/** From below. */
export function HalfScreen(props: HalfScreenProps) {
  const title = createUniqueId();
  return (
    <Modal
      class={`weui-half-screen-dialog half-screen ${props.isTall ? 'tall' : ''}`}
      labelledBy={title}
      onCancel={props.onCancel}
    >
      <div class="weui-half-screen-dialog__hd">
        <div class="weui-half-screen-dialog__hd__side">
          <button
            type="button"
            class="weui-icon-btn round-button"
            aria-label={words().close}
            onClick={() => props.onCancel()}
          >
            <svg
              viewBox="0 0 24 24"
              width="20"
              height="20"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              aria-hidden="true"
            >
              <path d="M6 6l12 12M18 6 6 18" />
            </svg>
          </button>
        </div>
        <div class="weui-half-screen-dialog__hd__main">
          <strong class="weui-half-screen-dialog__title" id={title}>
            {props.title}
          </strong>
          <Show when={props.subtitle}>
            <span class="weui-half-screen-dialog__subtitle">{props.subtitle}</span>
          </Show>
        </div>
      </div>
      <div class="weui-half-screen-dialog__bd">{props.children}</div>
      <Show when={props.accept}>
        {(accept) => (
          <div class="weui-half-screen-dialog__ft">
            <div class="weui-half-screen-dialog__btn-area">
              <button type="button" class="weui-btn weui-btn_default" onClick={() => props.onCancel()}>
                {props.reject ?? words().cancel}
              </button>
              <AcceptButton {...accept()} />
            </div>
          </div>
        )}
      </Show>
    </Modal>
  );
}

function AcceptButton(props: Accept) {
  // Two elements: one that became a submit button while it is pressed would send the form at once.
  const type = (): 'submit' | 'button' => (props.form ? 'submit' : 'button');
  return (
    <Show when={type()} keyed>
      {(type) => (
        <button
          type={type}
          form={props.form}
          class="weui-btn weui-btn_primary"
          disabled={props.isOff}
          data-focus={props.isFocused ? '' : undefined}
          onClick={() => props.onClick?.()}
        >
          {props.text}
        </button>
      )}
    </Show>
  );
}
