// What `wx.canIUse` can be asked about objects that are made here: `VideoContext.seek`.
import { InnerAudioContext } from './audio'
import { classes } from './contexts'
import { RecorderManager } from './recorder'

const silent = () => {}

/** Some methods are each object's own, so there has to be one. */
function example(type: string): object | undefined {
  if (type === 'InnerAudioContext') return new InnerAudioContext(silent)
  if (type === 'RecorderManager') return new RecorderManager(silent)
  return Object.hasOwn(classes, type) ? (classes[type as keyof typeof classes].prototype as object) : undefined
}

export function hasMethod(type: string, method: string): boolean {
  const found = example(type)
  if (found instanceof InnerAudioContext) found.destroy()
  return found !== undefined && Reflect.has(found, method) && method !== 'constructor'
}
