// `Page`, `Component` and `Behavior`: what a file registers is registered for the file that is being loaded now,
// whoever calls (libraries call `Component` from a shared module).
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { correctDynamicSlots, correctEndedUpdates, correctIds, correctSlotOrder, correctVirtualHosts, styleScope, withDirectives } from './corrections'
import { report, setDepthExplanation } from './error'
import { host } from './host'
import { setFormField } from './form'
import { loadAnew } from './module'
import type { PageLook } from './operations'
import { makeClassesLean } from './lean_classes'
import { makeNodesLean } from './lean_nodes'
import { shortenIds } from './short_ids'
import { shortenAttaching, shortenInsertion } from './short_insertion'
import { nameTypes } from './wxs'

type Definition = Record<string, unknown>
type StaticConfig = Record<string, unknown> & {
  usingComponents: Record<string, string>
  componentGenerics?: Record<string, true | { default?: string }>
}

export const environment = new MiniProgramEnv()
export const space = environment.createCodeSpace('', true)
/** Stands in for a page that cannot be created. */
export const EMPTY = 'sampan/empty'

interface Described {
  config: StaticConfig
  source: string | null
  look: PageLook
}

/** What has been defined. */
const looks = new Map<string, PageLook>()
const staticConfigs = new Map<string, StaticConfig>()
const builtInBehaviors = new Map<string, unknown>()
/** Components that were attached and have not had their `ready` yet. */
let attached: glassEasel.GeneralComponent[] = []
let current: string | null = null

export function setUpComponents(): void {
  nameTypes()
  setDepthExplanation(explainDepth)
  correctDynamicSlots()
  correctEndedUpdates()
  correctSlotOrder()
  correctVirtualHosts()
  correctIds(space)
  makeNodesLean()
  makeClassesLean()
  shortenInsertion()
  shortenAttaching()
  shortenIds()
  glassEasel.addGlobalErrorListener((error) => {
    // An observer that is given by the name of a method that is not there; on a phone nothing comes of it (seen in programs).
    const isHarmless = error instanceof Error && error.message.startsWith('Cannot find method')
    if (isHarmless) host.console('warn', error.message, '')
    else report(error)
    return false
  })
  const overall = space.getComponentSpace().defineBehavior({
    lifetimes: {
      attached(this: { _$: glassEasel.GeneralComponent }) {
        attached.push(this._$ ?? (this as unknown as glassEasel.GeneralComponent))
      },
    },
  } as never)
  space.setOverallBehavior(overall as unknown as glassEasel.GeneralBehavior)
  space.component(EMPTY).definition({}).register()
}

/** Components that use each other in a circle, which nothing but a `wx:if` ends. */
function explainDepth(): string {
  for (const path of staticConfigs.keys()) {
    const circle = wayTo(path, path, new Set())
    if (circle) return `; components use each other without end: ${[path, ...circle].join(' → ')}`
  }
  return ''
}

function wayTo(end: string, from: string, seen: Set<string>): string[] | null {
  for (const used of Object.values(staticConfigs.get(from)?.usingComponents ?? {})) {
    const path = used.slice(1)
    if (path === end) return [path]
    if (seen.has(path)) continue
    seen.add(path)
    const rest = wayTo(end, path, seen)
    if (rest) return [path, ...rest]
  }
  return null
}

/** A turn that was stopped in the middle of a file leaves this set. */
export function forgetCurrent(): void {
  current = null
}

/** Registers the component at `path`, and first those that it uses. Gives how a page as a whole is to be. */
export function define(path: string, isPage: boolean): PageLook {
  const known = looks.get(path)
  if (known) return known
  const { config, source, look } = JSON.parse(host.component(path)) as Described
  looks.set(path, look)
  for (const used of Object.values(config.usingComponents)) define(used.slice(1), false)
  const generics = config.componentGenerics ?? {}
  for (const [name, generic] of Object.entries(generics)) {
    if (generic !== true && generic.default) define(generic.default.slice(1), false)
    // Who gives none gets nothing; the runtime would refuse the whole page.
    else generics[name] = { default: `/${EMPTY}` }
  }
  // The styles of a page are shared, also when it is made with `Component()` (WeChat documentation).
  config.component = !isPage
  staticConfigs.set(path, config)
  space.addComponentStaticConfig(path, config as never)
  space.addStyleSheet(path, undefined, styleScope(path))
  addTemplate(path)
  if (source === null) host.errorAt(`${path}.js is not found`, `${path}.js`, 1, 1)
  else run(path, source)
  addStyle(path, config)
  ensureRegistered(path)
  return look
}

/** Which isolation counts is known only now: a component may say it in its code. */
function addStyle(path: string, config: StaticConfig): void {
  const usual = config.component ? 'isolated' : 'shared'
  const isolation = String(config.styleIsolation ?? (config.addGlobalClass && config.component ? 'apply-shared' : usual))
  const scope = styleScope(path)
  const address = host.style(path, isolation.endsWith('shared') && !isolation.endsWith('apply-shared') ? null : scope)
  if (address) space.addStyleSheet(path, address, scope)
}

/** `app.wxss`, which every page has but those of independent subpackages. Gives where it stands. */
export function addAppStyle(): string {
  const address = host.style('app', null)
  if (address) space.addStyleSheet('app', address, '')
  return address
}

/** A component whose file did not do it has its template, but no data and no methods. */
export function ensureRegistered(path: string): void {
  if (!isRegistered(path)) space.component(path).definition({}).register()
}

function addTemplate(path: string): void {
  try {
    const groupList = host.template(path)
    if (!groupList) return
    const content = withDirectives(groupList[path])
    // Without the flag `bindtap` (no colon) on a built-in would be an attribute, and no event would come.
    space.addCompiledTemplate(path, { groupList, content, fallbackListenerOnNativeNode: true } as never)
  } catch (error) {
    // A WXS script that does not compile.
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    host.errorAt(text, `${path}.wxml`, 1, 1)
  }
}

function run(path: string, source: string): void {
  const outer = current
  current = path
  try {
    loadAnew(source)
    if (!isRegistered(path)) host.errorAt(`${source} calls neither Page() nor Component()`, source, 1, 1)
  } catch (error) {
    report(error)
  } finally {
    current = outer
  }
}

function isRegistered(path: string): boolean {
  return space.getComponentSpace().getComponentByUrlWithoutDefault(`/${path}`, '') !== null
}

/** `ready` of everything that was attached since the last time. */
export function runReady(): boolean {
  const waiting = attached
  attached = []
  // Children are attached after their parents, and are ready before them.
  for (const component of waiting.reverse()) component.triggerLifetime('ready', [])
  return waiting.length > 0
}

// --- the globals

function target(name: string): string {
  if (current === null) throw new Error(`${name}() is called outside of a page's or component's file`)
  return current
}

export function Page(definition: Definition): void {
  const path = target('Page')
  space.component(path).pageDefinition(prepared(path, definition) as never).register()
}

export function Component(definition?: Definition): unknown {
  const path = target('Component')
  if (definition === undefined) return space.component(path)
  return space.component(path).definition(prepared(path, definition) as never).register()
}

function defineBehavior(definition?: Definition): unknown {
  if (definition === undefined) return space.behavior()
  return space.behavior().definition(withBehaviors(definition) as never).register()
}

export const Behavior = Object.assign(defineBehavior, { trait: space.traitBehavior.bind(space) })

/** Style isolation given in code counts like that in the `.json`, which the adapter alone looks at. */
function prepared(path: string, definition: Definition): Definition {
  const options = definition.options as Definition | undefined
  const config = staticConfigs.get(path)
  if (config && options && typeof options === 'object') {
    if (options.styleIsolation && !config.styleIsolation) config.styleIsolation = options.styleIsolation
    if (options.addGlobalClass) config.addGlobalClass = true
  }
  return withBehaviors(definition)
}

/** Behaviors of the base library are given by name (`wx://form-field`); the adapter knows objects only. */
function withBehaviors(definition: Definition): Definition {
  const { behaviors } = definition
  if (!Array.isArray(behaviors)) return definition
  return { ...definition, behaviors: behaviors.map((behavior: unknown) => builtIn(behavior)) }
}

function builtIn(behavior: unknown): unknown {
  if (typeof behavior !== 'string') return behavior
  const known = builtInBehaviors.get(behavior)
  if (known) return known
  const isField = behavior === 'wx://form-field'
  const made = space.behavior().definition(isField ? { properties: { name: String, value: null } } : {}).register()
  if (isField) setFormField((made as unknown as { _$: glassEasel.GeneralBehavior })._$)
  builtInBehaviors.set(behavior, made)
  return made
}
