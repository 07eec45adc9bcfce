// Replies of older hosts, brought into the form that the interface description gives.

import type { Mend } from './call.js';
import { afterColon } from './reply.js';

/** Older hosts send `tempFileSizes` beside the paths; pages read `tempFiles`. */
export const chooseImage: Mend = (reply) => {
  const { tempFilePaths: paths, tempFileSizes: sizes } = reply;
  if (Array.isArray(paths) && Array.isArray(sizes)) {
    reply['tempFiles'] = paths.map((path, at) => ({ path, size: sizes[at] })).filter(({ path }) => path);
  }
  delete reply['tempFileSizes'];
};

/** The datum that was asked for is no part of the answer. */
export const getLocation: Mend = (reply) => {
  delete reply['type'];
};

/** Older hosts put the type where the status belongs: `getNetworkType:wifi`. */
export const getNetworkType: Mend = (reply) => {
  const status = afterColon(reply.errMsg);
  if (['wifi', 'edge', 'wwan'].includes(status)) {
    reply['networkType'] ??= status;
  }
  if (reply['networkType']) {
    reply.errMsg = 'getNetworkType:ok';
  }
};
