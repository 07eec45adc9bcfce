// The client of the driver protocol. Nothing here needs Node: it also runs where specs run.

export { Bridge } from './bridge.ts';
export { Connection, type Method, type Params, type Result, type Waiting } from './connection.ts';
export type * from './generated/protocol.ts';
export {
  Finder,
  type ExactOption,
  type FilterOptions,
  Locator,
  type RoleOptions,
  type TextMatch,
  type TouchOptions,
} from './locator.ts';
export { Page } from './page.ts';
export { Phone } from './phone.ts';
export { Prompt, Sheet, type SheetKind } from './prompt.ts';
export type { Step } from './steps.ts';
export type { Transport } from './transport.ts';
