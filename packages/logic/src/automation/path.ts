// A place in data: `list[0].name`.

export function at(data: unknown, path: unknown): unknown {
  if (path === undefined || path === null || path === '') return data
  const keys = [...String(path).matchAll(/[^.[\]]+/g)].map(([key]) => key)
  return keys.reduce<unknown>((value, key) => (value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key]), data)
}
