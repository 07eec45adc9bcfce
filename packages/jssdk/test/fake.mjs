// A page for the JSSDK: a document that fires events and a bridge that notes what is sent.

import { readFileSync } from 'node:fs';
import vm from 'node:vm';

let loads = 0;

/** A fresh copy of the module: it keeps its listeners per page. */
export async function load() {
  loads += 1;
  const { wx } = await import(`../dist/index.js?${loads}`);
  return wx;
}

/** A page without a bridge. */
export function page() {
  const document = new EventTarget();
  document.readyState = 'complete';
  globalThis.document = document;
  delete globalThis.WeixinJSBridge;
  delete globalThis.__wxjs_environment;
  return document;
}

/** A page with a bridge. `answers[name]` is a reply, or a function of the arguments that makes one. */
export function host(answers = {}) {
  const document = page();
  const bridge = {
    calls: [],
    handlers: {},
    invoke(name, args, callback) {
      // What crosses to a host is JSON.
      const sent = JSON.parse(JSON.stringify(args));
      bridge.calls.push([name, sent]);
      const answer = answers[name];
      if (answer !== undefined) {
        callback(typeof answer === 'function' ? answer(sent) : answer);
      }
    },
    on(event, handler) {
      bridge.handlers[event] = [...(bridge.handlers[event] ?? []), handler];
    },
    emit(event, payload) {
      for (const handler of bridge.handlers[event] ?? []) handler(payload);
    },
    document,
  };
  globalThis.WeixinJSBridge = bridge;
  globalThis.__wxjs_environment = 'miniprogram';
  return bridge;
}

/** Runs the classic script in a page that already has these globals; gives back the page's globals. */
export function runScript(globals = {}) {
  const context = vm.createContext({ ...globals });
  vm.runInContext(readFileSync(new URL('../dist/sampan-jssdk.js', import.meta.url), 'utf8'), context);
  return context;
}

/** Runs something and gives back what was reported as uncaught meanwhile. */
export function reported(work) {
  const errors = [];
  globalThis.reportError = (error) => errors.push(error.message);
  work();
  delete globalThis.reportError;
  return errors;
}
