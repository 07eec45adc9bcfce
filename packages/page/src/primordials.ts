// The built-in functions the prelude needs, taken at document start, before a script of the page can replace them.
//
// Rule for every file here: after document start, call nothing through an object or prototype that the page can reach.
// That excludes array methods, `Map`, `Promise`, `fn.call`, and reading a key that may be absent (a getter on
// `Object.prototype` would answer).

export const { parse, stringify } = JSON;
export const { apply } = Reflect;
export const text = String;
export const dictionary = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

const { queueMicrotask: enqueue, setTimeout: later, reportError: report } = window;

export const microtask = (job: () => void): void => apply(enqueue, window, [job]);

const wellFormed = (String.prototype as { toWellFormed?: () => string }).toWellFormed;

/** A name as it can cross the bridge: always a string, never with half a surrogate pair. */
export const nameOf = (value: unknown): string => {
  const name = text(value);
  return wellFormed ? apply(wellFormed, name, []) : name;
};

/** Runs one callback of the page. What it throws is reported as uncaught and stops nothing else. */
export const guarded = (callback: (value: unknown) => void, value: unknown): void => {
  try {
    apply(callback, undefined, [value]);
  } catch (error) {
    if (report) apply(report, window, [error]);
    else apply(later, window, [() => { throw error; }]);
  }
};
