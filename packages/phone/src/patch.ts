// Applies RFC 6902 steps (`add`, `remove`, `replace`) in place, so that only what has changed is drawn again.

import type { PatchStep } from './generated/protocol.ts';

type Container = Record<string, unknown> | unknown[];

/** A JSON pointer's parts. The empty pointer is the whole value and has none. */
export const pointer = (path: string): string[] =>
  path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const child = (container: Container, key: string): unknown =>
  Array.isArray(container) ? container[Number(key)] : container[key];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/**
 * Applies one step below `root`. A pointer that leads nowhere is an error: the two sides no longer agree, and only a
 * new snapshot helps.
 */
const applyStep = (root: Container, step: PatchStep): void => {
  const parts = pointer(step.path);
  const last = parts.pop();
  if (last === undefined) throw new Error('a patch cannot replace the whole state');
  let at: unknown = root;
  for (const part of parts) {
    at = isContainer(at) ? child(at, part) : undefined;
  }
  if (!isContainer(at)) throw new Error(`the patch leads nowhere: ${step.op} ${step.path}`);
  if (Array.isArray(at)) {
    applyToArray(at, last, step);
  } else if (step.op === 'remove') {
    delete at[last];
  } else {
    at[last] = step.value ?? null;
  }
};

const applyToArray = (array: unknown[], key: string, step: PatchStep): void => {
  const index = key === '-' ? array.length : Number(key);
  const end = step.op === 'add' ? array.length : array.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > end) {
    throw new Error(`the patch leads nowhere: ${step.op} ${step.path}`);
  }
  if (step.op === 'add') array.splice(index, 0, step.value ?? null);
  else if (step.op === 'remove') array.splice(index, 1);
  else array[index] = step.value ?? null;
};

export const applyPatch = (root: object, steps: readonly PatchStep[]): void => {
  for (const step of steps) applyStep(root as Container, step);
};
