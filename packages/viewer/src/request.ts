// What is to be looked at: JSON in the address's fragment, written by the host (`viewer_address` in
// crates/engine/src/view.rs). Anything else is nothing.

export interface Images { kind: 'image'; urls: string[]; current: number }
export interface Document { kind: 'document'; url: string; name: string; type: string; size?: number }
export interface Place { kind: 'location'; name: string; address: string; latitude: number; longitude: number }
export type Request = Images | Document | Place;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const parse = (fragment: string): Request | undefined => {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(new URLSearchParams(fragment.slice(1)).get('show') ?? 'null') as Record<string, unknown>;
  } catch {
    return undefined;
  }
  switch (given?.kind) {
    case 'image': return images(given);
    case 'document': return documentOf(given);
    case 'location': return place(given);
    default: return undefined;
  }
};

const images = (given: Record<string, unknown>): Images | undefined => {
  const urls = (Array.isArray(given.urls) ? given.urls : []).filter((url): url is string => typeof url === 'string');
  if (urls.length === 0) return undefined;
  const current = Number.isInteger(given.current) ? (given.current as number) : 0;
  return { kind: 'image', urls, current: Math.min(Math.max(current, 0), urls.length - 1) };
};

const documentOf = (given: Record<string, unknown>): Document | undefined => {
  const url = text(given.url);
  if (!url) return undefined;
  const name = text(given.name) || url.split('/').pop() || url;
  const type = (text(given.type) || (/\.([a-z0-9]+)$/i.exec(name)?.[1] ?? '')).toLowerCase();
  const size = typeof given.size === 'number' ? { size: given.size } : {};
  return { kind: 'document', url, name, type, ...size };
};

const place = (given: Record<string, unknown>): Place | undefined => {
  const { latitude, longitude } = given;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return { kind: 'location', name: text(given.name), address: text(given.address), latitude, longitude };
};
