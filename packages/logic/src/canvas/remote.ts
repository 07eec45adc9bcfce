// Objects that live in the page: canvases, their contexts, gradients, pictures, paths. What is done to them is collected
// and goes out with the turn's batch; what gives a value makes the page answer at once, while the program waits.
//
// A command is a list: [0, object, method, arguments, result?], [1, object, property, value], [2, object, kind, …]. An
// object in arguments is `{$: number}`, bytes are `{b: base64}`. packages/wxml/src/canvas.ts carries them out.
import { packed } from '../binary'
import { host } from '../host'
import type { Mirror } from '../mirror'

export type Command = [what: 0 | 1 | 2, object: number, name: string, ...rest: unknown[]]

interface Answer {
  value?: unknown
  error?: string
}

let last = 0

/** So much of what was drawn is kept for a view that is loaded again; text counts by its length. */
const KEPT = { commands: 10_000, text: 8_000_000 }

/** Collects for one page. */
export class Pen {
  private commands: Command[] = []
  private log: Command[] = []
  private text = 0
  private readonly contexts = new Set<unknown>()

  constructor(readonly page: Mirror) {}

  add(command: Command): void {
    this.commands.push(command)
    this.page.changed = true
    this.keep(command)
  }

  /** A picture has come: who draws it again has to load it first. */
  loaded(number: number, address: string): void {
    this.keep([2, number, 'image', address])
  }

  /** A view that is loaded again begins with an empty canvas. */
  again(): void {
    this.commands = [...this.log]
  }

  private keep(command: Command): void {
    if (command[2] === 'getContext') this.contexts.add(command[4])
    this.log.push(command)
    this.text += textIn(command)
    if (this.isFull()) this.forgetDrawing()
  }

  private isFull(): boolean {
    return this.log.length > KEPT.commands || this.text > KEPT.text
  }

  /** What draws again and again is seen again without this; objects must be there for it. */
  private forgetDrawing(): void {
    this.log = this.log.filter(([what, object, , , result]) => what === 2 || result !== undefined || !this.contexts.has(object))
    this.text = this.log.reduce((sum, command) => sum + textIn(command), 0)
    if (this.isFull()) this.log = []
  }

  /** What is to go out with the batch of this turn. */
  take(): Command[] {
    const { commands } = this
    this.commands = []
    return commands
  }

  /** Carries everything out and gives the value of one call. */
  ask(object: number, method: string, args: unknown[]): unknown {
    this.page.draw()
    const answer = this.page.questions.askNow(this.page.root, 'canvas', [object, method, args.map(encoded)]) as Answer | undefined
    if (!answer) throw new Error(`${method}: the page is not shown yet; ask in onReady or later`)
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}`)
    return answer.value
  }

  /** The same without waiting. */
  later(object: number, method: string, args: unknown[], answer: (value: unknown) => void): void {
    this.page.draw()
    this.page.questions.ask(this.page.root, 'canvas', [object, method, args.map(encoded)], (given: Answer) => answer(given.value ?? null), {})
  }
}

/** Pixels and long texts, roughly. */
function textIn(command: Command): number {
  const length = (value: unknown): number => (typeof value === 'string' ? value.length : ((value as { b?: string } | null)?.b?.length ?? 0))
  return command.reduce<number>((sum, part) => sum + (Array.isArray(part) ? part.reduce<number>((all, one) => all + length(one), 0) : length(part)), 0)
}

export class Remote {
  readonly number = (last += 1)
  // Private for the engine too: programs put canvases into their data, which is copied with everything that can be seen.
  readonly #pen: Pen

  constructor(pen: Pen) {
    this.#pen = pen
  }

  get pen(): Pen {
    return this.#pen
  }

  protected make(kind: string, ...rest: unknown[]): void {
    this.pen.add([2, this.number, kind, ...rest.map(encoded)])
  }

  call(method: string, args: ArrayLike<unknown>, result?: Remote): void {
    const command: Command = [0, this.number, method, Array.from(args, encoded)]
    if (result) command.push(result.number)
    this.pen.add(command)
  }

  put(property: string, value: unknown): void {
    this.pen.add([1, this.number, property, encoded(value)])
  }

  ask(method: string, args: ArrayLike<unknown>): unknown {
    return this.pen.ask(this.number, method, Array.from(args))
  }
}

export function encoded(value: unknown): unknown {
  if (value instanceof Remote) return { $: value.number }
  if (value instanceof Pixels) return { w: value.width, h: value.height, b: packed(value.data) }
  if (ArrayBuffer.isView(value)) return { b: packed(value) }
  return value
}

/** What `getImageData` gives. */
export class Pixels {
  constructor(
    readonly width: number,
    readonly height: number,
    readonly data: Uint8ClampedArray,
  ) {}
}

export const unpacked = (base64: string): Uint8ClampedArray => new Uint8ClampedArray(host.fromBase64(base64))
