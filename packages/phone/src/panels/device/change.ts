// Changes of the device file while it runs, and what was wrong with the last try of each key.

import { createStore } from 'solid-js/store';

import { host } from '../../host.ts';
import { state } from '../../store.ts';

const [errors, setErrors] = createStore<Record<string, string>>({});

/** Why the last change of a key was refused. */
export const errorOf = (key: string): string | undefined => errors[key] || undefined;

/** Null takes the key away. */
export const change = async (key: string, value: unknown): Promise<boolean> => {
  const { app } = state();
  if (!app) return false;
  try {
    await host.request({ method: 'changeDevice', app, key, value });
    setErrors(key, '');
    return true;
  } catch (error) {
    setErrors(key, (error as Error).message);
    return false;
  }
};

/** A key of the device file as it is now. */
export const setting = (key: string): unknown => {
  let at: unknown = state().device?.settings;
  for (const part of key.split('.')) {
    at = at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[part] : undefined;
  }
  return at ?? undefined;
};

export const textSetting = (key: string): string => {
  const value = setting(key);
  return value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
