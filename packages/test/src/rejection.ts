// Errors that nobody catches: thrown by a timer, or a promise that was rejected and not waited for. They fail the test that
// runs.

const rejected = new Map<object, unknown>()
const errors: unknown[] = []

export const caught = (error: unknown): void => {
  errors.push(error)
}

/** Told by QuickJS: `handled` is false when a promise is rejected, and true when somebody comes for it later. */
export const rejection = (promise: object, reason: unknown, handled: boolean): void => {
  if (handled) rejected.delete(promise)
  else rejected.set(promise, reason)
}

/** A turn is over: who wanted to handle a rejection has had the time. */
export const endTurn = (): void => {
  for (const reason of rejected.values()) errors.push(new Unhandled(reason))
  rejected.clear()
}

export class Unhandled extends Error {
  constructor(readonly reason: unknown) {
    super('a promise was rejected, and nobody waited for it')
    this.name = 'UnhandledRejection'
  }
}

/** What has not been told yet. */
export const takeErrors = (): unknown[] => errors.splice(0)
