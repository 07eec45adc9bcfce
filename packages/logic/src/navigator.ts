// `<navigator>`: a tap on one is a call of `wx`, and the element hears how it went.
import { press } from './button'
import { locate } from './map'
import type { Mirror } from './mirror'

type Call = (options: Record<string, unknown>) => void

/** `open-type` and the function that does it. */
const CALLS: Record<string, string> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
  navigateMiniProgram: 'navigateToMiniProgram',
  navigateBackMiniProgram: 'navigateBackMiniProgram',
  exitMiniProgram: 'exitMiniProgram',
}

export function navigate(mirror: Mirror, node: number, how: string, options: Record<string, unknown>): void {
  if (how.startsWith('button:')) return press(mirror, node, how.slice('button:'.length))
  if (how === 'locate') return locate(mirror, node)
  const { wx } = globalThis as unknown as { wx: Record<string, Call | undefined> }
  const call = wx[CALLS[how] ?? '']
  // What else is in the reply (a channel to the other page) is for the caller of the interface.
  const tell = (type: string) => (reply: { errMsg?: string }) => mirror.event(node, type, { errMsg: reply.errMsg }, 0, undefined)
  if (call) call({ ...options, success: tell('success'), fail: tell('fail'), complete: tell('complete') })
  else tell('fail')({ errMsg: `navigator:fail open-type "${how}" is not supported` })
}
