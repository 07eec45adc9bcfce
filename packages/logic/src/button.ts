// `<button open-type>`: what a tap does besides, and the event that tells of it (WeChat documentation).
import { console } from './console'
import type { Mirror } from './mirror'
import { callBuiltIn } from './wx'

type Options = Record<string, unknown>

interface Way {
  /** The interface that does it. */
  api: string
  event: string
}

const WAYS: Record<string, Way> = {
  getPhoneNumber: { api: 'getPhoneNumber', event: 'getphonenumber' },
  getRealtimePhoneNumber: { api: 'getPhoneNumber', event: 'getrealtimephonenumber' },
  chooseAvatar: { api: 'chooseAvatar', event: 'chooseavatar' },
  openSetting: { api: 'openSetting', event: 'opensetting' },
  // The older of the two; both give the account in sampan.toml.
  getUserInfo: { api: 'getNickname', event: 'getuserinfo' },
  agreePrivacyAuthorization: { api: '', event: 'agreeprivacyauthorization' },
  share: { api: 'shareFromButton', event: '' },
}

/** What only the vendor has: the event that hears of it. */
const FOREIGN: Record<string, string> = { contact: 'contact', feedback: '', launchApp: 'error', liveActivity: 'createliveactivity' }

export function press(mirror: Mirror, node: number, type: string): void {
  for (const one of type.split('|')) pressOne(mirror, node, one)
}

function pressOne(mirror: Mirror, node: number, type: string): void {
  const tell = (event: string, detail: unknown) => event && mirror.event(node, event, detail, 0, undefined)
  const way = WAYS[type]
  if (!way) {
    const text = `open-type "${type}" needs the vendor's own app, which is not here`
    console.warn(`<button>: ${text}`)
    return void tell(FOREIGN[type] ?? 'error', { errMsg: `${type}:fail ${text}` })
  }
  if (!way.api) return void tell(way.event, {})
  callBuiltIn(way.api, type === 'share' ? { target: mirror.describe(node) } : {}, (reply) => {
    tell(way.event, detailOf(type, reply))
  })
}

function detailOf(type: string, reply: Options): Options {
  const status = String(reply.errMsg ?? '')
  const renamed = { ...reply, errMsg: type + status.slice(status.indexOf(':')) }
  if (type !== 'getUserInfo' || reply.nickName === undefined) return renamed
  const userInfo = { nickName: reply.nickName, avatarUrl: '', gender: 0, country: '', province: '', city: '', language: 'zh_CN' }
  return { errMsg: renamed.errMsg, userInfo, rawData: JSON.stringify(userInfo) }
}
