// What `wx.canIUse` can be asked about objects that are made here: `VideoContext.seek`.
import { InnerAudioContext } from './audio'
import { classes as contexts } from './contexts'
import { RecorderManager } from './recorder'

const silent = () => {}

/** Some methods are each object's own. */
const examples: Record<string, () => object> = {
  ...Object.fromEntries(Object.entries(contexts).map(([name, type]) => [name, () => type.prototype as object])),
  InnerAudioContext: () => new InnerAudioContext(silent),
  RecorderManager: () => new RecorderManager(silent),
}

export function hasMethod(type: string, method: string): boolean {
  const make = Object.hasOwn(examples, type) ? examples[type] : undefined
  if (!make) return false
  const example = make() as Record<string, unknown> & { destroy?(): void }
  const has = Reflect.has(example, method) && method !== 'constructor'
  if (example instanceof InnerAudioContext) example.destroy()
  return has
}
