// The logic layer's framework: sets up what a mini program finds in its global scope, and takes the commands of
// the Rust side (crates/logic/src/program.rs).
import { automate } from './automation/main'
import { soundBegan } from './audio'
import { App, callApp, getApp, launch } from './app'
import { withBuffers } from './binary'
import { Behavior, Component, forgetCurrent, Page, setUpComponents } from './component'
import { contexts } from './contexts'
import { console } from './console'
import { endUpdates } from './corrections'
import { watchData } from './data'
import { forgetTold, guarded } from './error'
import { tellListeners } from './listeners'
import { host, setHost, type RustHost } from './host'
import { runLine } from './line'
import { callPage, closePage, endPages, fireOnWebView, getCurrentPages, giveExitState, openPage, saveExitState, setData, setUpPages, share, showPage, viewEvents } from './page'
import { requirePlugin } from './module'
import { queries } from './queries'
import { recordingBegan } from './recorder'
import { rejection, reportRejections } from './rejection'
import { clearTimer, nextTimer, runTimer, setInterval, setTimeout } from './timers'
import { tellMissing } from './missing'
import { own } from './own'
import { tellTask } from './task'
import { makeWx, settle } from './wx'

type Command =
  | { kind: 'launch' }
  | { kind: 'app'; hook: string; options: unknown }
  | { kind: 'openPage'; page: number; path: string; query: unknown; again?: { onStack: boolean } }
  | { kind: 'page'; page: number; hook: string; options: unknown }
  | { kind: 'closePage'; page: number }
  | { kind: 'webView'; page: number; event: string; detail: unknown }
  | { kind: 'showPage'; page: number }
  | { kind: 'viewEvents'; page: number; events: string }
  | { kind: 'share'; page: number; hook: string; options: unknown }
  | { kind: 'saveExitState'; page: number; url: string }
  | { kind: 'exitState'; page: number; data: unknown }
  | { kind: 'event'; name: string; detail: unknown }
  | { kind: 'reply'; id: number; reply: Record<string, unknown> }
  | { kind: 'taskEvent'; id: number; event: string; detail: Record<string, unknown> }
  | { kind: 'run'; id: number; script: string }
  | { kind: 'automate'; id: number; method: string; params: Record<string, unknown> }
  | { kind: 'watchData'; on: boolean }
  | { kind: 'setData'; page: number; data: Record<string, unknown> }

export function start(given: RustHost): object {
  setHost(given)
  // Deep enough to find the program's own frame below the framework's.
  ;(Error as unknown as { stackTraceLimit: number }).stackTraceLimit = 40
  const wx = Object.assign(makeWx(host.apis), queries, contexts, own)
  tellMissing(wx)
  const globals = {
    App,
    getApp,
    Page,
    Component,
    Behavior,
    requirePlugin,
    getCurrentPages,
    wx,
    console,
    setTimeout,
    setInterval,
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    global: globalThis,
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }
  setUpComponents()
  setUpPages()
  return { command, nextTimer, runTimer, rejection, endTurn }
}

function command(command: Command): void {
  forgetCurrent()
  guarded(() => carryOut(command))
}

function carryOut(command: Command): void {
  switch (command.kind) {
    case 'launch':
      return launch()
    case 'app':
      return callApp(command.hook, command.options)
    case 'openPage':
      return openPage(command.page, command.path, command.query, command.again)
    case 'page':
      return callPage(command.page, command.hook, command.options)
    case 'closePage':
      return closePage(command.page)
    case 'webView':
      return fireOnWebView(command.page, command.event, command.detail)
    case 'showPage':
      return showPage(command.page)
    case 'viewEvents':
      return viewEvents(command.page, command.events)
    case 'share':
      return share(command.page, command.hook, command.options)
    case 'saveExitState':
      return saveExitState(command.page, command.url)
    case 'exitState':
      return giveExitState(command.page, command.data)
    case 'event':
      if (command.name === 'recorder') return recordingBegan()
      if (command.name === 'audio') return soundBegan(command.detail as { id: number; duration: number })
      return tellListeners(command.name, command.detail)
    case 'reply':
      return settle(command.id, command.reply)
    case 'taskEvent':
      return tellTask(command.id, command.event, withBuffers(command.detail))
    case 'run':
      return runLine(command.id, command.script)
    case 'automate':
      return automate(command.id, command.method, command.params)
    case 'watchData':
      return watchData(command.on)
    case 'setData':
      return setData(command.page, command.data)
  }
}

/** True when code of the program ran, so that there may be jobs again. */
function endTurn(): boolean {
  endUpdates()
  const toldRejections = reportRejections()
  const ranReady = endPages()
  forgetTold()
  return ranReady || toldRejections
}
