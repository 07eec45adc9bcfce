// What `crates/spec` starts: makes the globals that a spec finds, and answers the runner.
import { console } from './console'
import { failureOf } from './failure'
import { type Host, setHost } from './host'
import { endTurn, rejection } from './rejection'
import { finish, plan, run } from './run'
import { closeDeclarations, tests } from './suite'
import { clearTimer, nextTimer, runTimer, setInterval, setTimeout } from './timers'
import { reply } from './transport'

export * from './index'

export const start = (host: Host) => {
  setHost(host)
  Object.assign(globalThis, {
    setTimeout,
    setInterval,
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    console,
  })
  return {
    declared: () => {
      closeDeclarations()
      const groups = tests().map(({ serial }) => serial)
      const list = tests().map((test) => ({
        titles: test.titles,
        place: test.place,
        mode: test.effectiveMode,
        retries: test.retries ?? null,
        serial: test.serial ? groups.indexOf(test.serial) : null,
        only: test.only || test.parent.chain.some((suite) => suite.only),
      }))
      return JSON.stringify(list)
    },
    plan: (indexes: string) => plan(JSON.parse(indexes)),
    run: (index: number, retry: number) => void run(index, retry),
    finish: () => void finish(),
    reply,
    nextTimer: () => String(nextTimer()),
    runTimer,
    rejection,
    endTurn,
    describe: (error: unknown) => JSON.stringify(failureOf(error)),
  }
}
