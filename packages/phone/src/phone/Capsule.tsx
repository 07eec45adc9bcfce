// The capsule: the menu and the way out. It belongs to the host, so it stays while pages slide beneath it.

import { host } from '../host.ts';
import { words } from '../words.ts';

export function Capsule(props: { blackText: boolean; statusBar: number; right: number }) {
  return (
    <div
      class="capsule"
      classList={{ 'black-text': props.blackText }}
      style={{ top: `${props.statusBar + 6}px`, right: `${props.right + 8}px` }}
      role="group"
      aria-label={words().capsule}
    >
      <button
        type="button"
        aria-label={words().menu}
        aria-haspopup="dialog"
        onClick={() => host.tell({ method: 'menu', open: true })}
      >
        <svg viewBox="0 0 24 12" width="22" height="11" fill="currentColor" aria-hidden="true">
          <circle cx="4" cy="6" r="2" />
          <circle cx="12" cy="6" r="3" />
          <circle cx="20" cy="6" r="2" />
        </svg>
      </button>
      <span class="capsule-line" />
      <button type="button" aria-label={words().closeApp} onClick={() => host.tell({ method: 'hide' })}>
        <svg
          viewBox="0 0 24 24"
          width="20"
          height="20"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          aria-hidden="true"
        >
          <circle cx="12" cy="12" r="8" />
          <circle cx="12" cy="12" r="3.2" fill="currentColor" stroke="none" />
        </svg>
      </button>
    </div>
  );
}
