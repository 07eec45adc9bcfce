// The host's bridge: what it looks like, and how to wait for it.
//
// A host puts `WeixinJSBridge` into the page and then fires `WeixinJSBridgeReady` on the document. A page may run
// before that, so work that needs the bridge waits in order and is done once, however often the event comes.

/** What a host provides. */
export interface Bridge {
  invoke(name: string, args: unknown, callback: (reply: unknown) => void): void;
  on?(event: string, callback: (payload: unknown) => void): void;
}

const READY = 'WeixinJSBridgeReady';

const waiting: Array<(bridge: Bridge) => void> = [];

/** The bridge, if it is there. */
export function currentBridge(): Bridge | undefined {
  const bridge = (globalThis as { WeixinJSBridge?: Bridge }).WeixinJSBridge;
  return typeof bridge?.invoke === 'function' ? bridge : undefined;
}

/** Calls back with the bridge: at once when it is there and nothing waits before, else when it is ready. */
export function whenBridge(work: (bridge: Bridge) => void): void {
  const bridge = currentBridge();
  if (bridge) {
    release();
    work(bridge);
    return;
  }
  waiting.push(work);
  if (waiting.length === 1) {
    document.addEventListener(READY, release);
  }
}

/** Does all that waits. A ready event that comes before its bridge changes nothing. */
function release(): void {
  const bridge = currentBridge();
  if (!bridge || waiting.length === 0) {
    return;
  }
  document.removeEventListener(READY, release);
  for (const work of waiting.splice(0)) {
    guarded(work, bridge);
  }
}

/** Calls code of the page. What it throws is reported as uncaught and stops nobody else. */
export function guarded<T>(callback: (value: T) => void, value: T): void {
  try {
    callback(value);
  } catch (error) {
    if (typeof reportError === 'function') {
      reportError(error);
    } else {
      setTimeout(() => {
        throw error;
      });
    }
  }
}
