// A request as a line for a terminal. Its body is not known, so only what has none is the same again.

import type { TraceEvent } from '../../generated/protocol.ts';

type RequestEvent = Extract<TraceEvent, { type: 'request' }>;

/** In single quotes nothing means anything to a shell but the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export const asCurl = ({ method, url, requestHeaders }: RequestEvent): string =>
  [
    `curl ${quoted(url)}`,
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    // Names with a colon are HTTP/2's own fields.
    ...Object.entries(requestHeaders).filter(([name]) => !name.startsWith(':'))
      .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ].join(' \\\n  ');
