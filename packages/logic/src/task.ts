// Tasks: what `wx.request` and its like return. What a task tells comes by the number of its call.
import { guarded } from './error'
import type { Api } from './host'
import { tellListeners } from './listeners'

type Shape = NonNullable<Api['task']>
type Listener = (detail: Record<string, unknown>) => void
type Invoke = (api: string, options: unknown) => void

interface Running {
  name: string
  shape: Shape
  listeners: Map<string, Set<Listener>>
  task: Record<string, unknown>
}

const running = new Map<number, Running>()

export function makeTask(id: number, name: string, shape: Shape, invoke: Invoke): object {
  const listeners = new Map(shape.events.map((event) => [event, new Set<Listener>()]))
  const task: Record<string, unknown> = {}
  for (const [event, set] of listeners) addListening(task, pascal(event), set)
  for (const [method, api] of shape.methods) {
    task[method] = (options?: unknown) => {
      if (method === 'close') task.readyState = STATES.CLOSING
      invoke(api, options)
    }
  }
  if (name === 'connectSocket') Object.assign(task, STATES, { readyState: STATES.CONNECTING })
  running.set(id, { name, shape, listeners, task })
  return task
}

function addListening(to: Record<string, unknown>, name: string, set: Set<Listener>): void {
  to[`on${name}`] = (listener: unknown) => {
    if (typeof listener === 'function') set.add(listener as Listener)
  }
  // Without a listener: all of them.
  to[`off${name}`] = (listener?: unknown) => (listener === undefined ? set.clear() : void set.delete(listener as Listener))
}

/** The call of a task is answered. A task that goes on after that ends with its last event. */
export function taskEnded(id: number, isOk: boolean): void {
  const found = running.get(id)
  if (found && (!isOk || found.shape.last === null)) running.delete(id)
}

export function tellTask(id: number, event: string, detail: Record<string, unknown>): void {
  const found = running.get(id)
  if (!found) return
  const isSocket = found.name === 'connectSocket'
  const isNewest = isSocket && id === newestSocket()
  if (isSocket) found.task.readyState = STATE_AFTER[event] ?? found.task.readyState
  if (event === found.shape.last) running.delete(id)
  for (const listener of [...(found.listeners.get(event) ?? [])]) guarded(() => listener(detail))
  // The old functions hear the socket that was opened last (assumed; the documentation advises against them).
  if (isNewest) tellListeners(`onSocket${pascal(event)}`, detail)
}

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }
const STATE_AFTER: Record<string, number | undefined> = { open: STATES.OPEN, close: STATES.CLOSED }

function newestSocket(): number | undefined {
  return [...running].filter(([, { name }]) => name === 'connectSocket').pop()?.[0]
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
