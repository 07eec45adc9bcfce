// The module: `import { wx } from '@sampan/jssdk'`. Loading it changes nothing in the page.

import { miniProgram } from './mini-program.js';
import { type RootFunctions, root } from './root.js';

export type { Call, Callbacks, Reply } from './call.js';
export type { Environment, WebviewEventListener } from './mini-program.js';
export type { Status } from './reply.js';
export type * from './generated/types.js';

export interface Wx extends RootFunctions {
  /** Routing and messages. None of these but `getEnv` answers. */
  readonly miniProgram: typeof miniProgram;
}

export const wx: Wx = { ...root, miniProgram };
