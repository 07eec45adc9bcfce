// `require` and what `import`/`export` were turned into. Which file a name means is decided in Rust (module.rs);
// here are the modules that have run.
import { host } from './host'
import { FileError, guarded, report } from './error'

interface Module {
  exports: unknown
}

const modules = new Map<string, Module>()

type Callback = (value: unknown) => void
type Require = ((request: unknown, done?: Callback, failed?: Callback) => unknown) & { async(request: unknown): Promise<unknown> }

/** The exports of a file, which runs now unless it has run, or is running, already. */
export function load(file: string): unknown {
  const known = modules.get(file)
  // A module that is still running gives what it has exported so far: so a cycle ends.
  if (known) return known.exports
  const module: Module = { exports: {} }
  modules.set(file, module)
  try {
    run(file, module)
  } catch (error) {
    modules.delete(file)
    throw error
  }
  return module.exports
}

/** A page's file may have been required before it is opened as a page; then it runs again, to register. */
export function loadAnew(file: string): void {
  modules.delete(file)
  load(file)
}

function run(file: string, module: Module): void {
  const loaded = host.load(file)
  if (loaded.error) throw new FileError(loaded.error)
  if (typeof loaded.json === 'string') {
    module.exports = parseJson(file, loaded.json)
    return
  }
  const require = makeRequire(file)
  const exports = module.exports as object
  loaded.run?.call(
    undefined,
    require,
    module,
    exports,
    (request: string) => imported(require(request)),
    markAsModule(exports),
    (from: object) => exportAll(exports, from),
    require.async,
    { url: file },
  )
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new FileError({ text: (error as Error).message, source: file, line: 1, column: 1 })
  }
}

function makeRequire(from: string): Require {
  const sync = (request: unknown): unknown => {
    if (typeof request !== 'string') throw new TypeError(`require() in ${from} needs a file name`)
    const file = host.resolve(from, request)
    if (file === null) throw new Error(`module "${request}" required by ${from} is not found`)
    return load(file)
  }
  const async = (request: unknown) => Promise.resolve().then(() => sync(request))
  // With a callback it is about another subpackage, which a phone may have to fetch first.
  const require = (request: unknown, done?: Callback, failed?: Callback): unknown => {
    if (typeof done !== 'function') return sync(request)
    async(request).then(
      (exports) => guarded(() => done(exports)),
      (error: unknown) => {
        if (typeof failed !== 'function') return report(error)
        guarded(() => failed({ mod: String(request), errMsg: (error as Error).message }))
      },
    )
    return undefined
  }
  return Object.assign(require, { async })
}

/** `requirePlugin`: plugins are other programs' code, which is not in the package. */
export function requirePlugin(name: unknown): never {
  throw new Error(`requirePlugin("${String(name)}"): plugins are not supported`)
}

/** Only a file with `export` asks for this object, so only its exports are marked. */
function markAsModule(exports: object): object {
  return new Proxy(exports, {
    defineProperty(target, key, descriptor) {
      if (!('__esModule' in target)) Object.defineProperty(target, '__esModule', { value: true })
      return Reflect.defineProperty(target, key, descriptor)
    },
  })
}

/** What `import` sees of a module: of a CommonJS one, its exports are the default and its members the names. */
function imported(exports: unknown): unknown {
  if (exports !== null && typeof exports === 'object' && '__esModule' in exports) return exports
  const members = Object(exports) as object
  // A proxy, because the exports of a module in a cycle are not all there yet.
  return new Proxy({ ...members, default: exports } as object, {
    get: (_seen, key) => (key === 'default' ? exports : Reflect.get(members, key)),
  })
}

function exportAll(exports: object, from: object): void {
  if (!('__esModule' in exports)) Object.defineProperty(exports, '__esModule', { value: true })
  for (const key of Object.keys(from)) {
    // What a file exports itself wins over what it passes on.
    if (key === 'default' || key in exports) continue
    Object.defineProperty(exports, key, { enumerable: true, configurable: true, get: () => Reflect.get(from, key) })
  }
}
