// `wx.createCanvasContext`: the older interface. Everything waits for `draw`, which begins with an empty canvas unless it
// is to add to what is there.
import { Context2D } from './context'
import { encoded, fromBase64, Pixels, Remote, type Command, type Pen } from './remote'

/** Functions that set a property of the newer interface. */
const SETTERS: Record<string, string> = {
  setFillStyle: 'fillStyle', setFontSize: 'font', setGlobalAlpha: 'globalAlpha', setLineCap: 'lineCap', setLineJoin: 'lineJoin', setLineWidth: 'lineWidth',
  setMiterLimit: 'miterLimit', setStrokeStyle: 'strokeStyle', setTextAlign: 'textAlign', setTextBaseline: 'textBaseline',
}
/** Values that the older interface names otherwise. */
const VALUES: Record<string, string> = { normal: 'alphabetic' }

/** Commands wait here until they are drawn. */
class Waiting implements Pick<Pen, 'add' | 'take' | 'ask' | 'later'> {
  private commands: Command[] = []

  constructor(private readonly pen: Pen) {}

  add(command: Command): void {
    this.commands.push(command)
  }

  take(): Command[] {
    const { commands } = this
    this.commands = []
    return commands
  }

  /** A width is known by what has been set, drawn or not. */
  ask(object: number, method: string, args: unknown[]): unknown {
    return this.pen.ask(object, method, args)
  }

  later(object: number, method: string, args: unknown[], answer: (value: unknown) => void): void {
    this.pen.later(object, method, args, answer)
  }
}

export class OldContext extends Context2D {
  private readonly waiting: Waiting
  private readonly real: Pen

  constructor(canvas: Remote, real: Pen) {
    const waiting = new Waiting(real)
    super(Object.assign(Object.create(Remote.prototype) as Remote, { number: canvas.number, pen: waiting }), 'old')
    this.waiting = waiting
    this.real = real
    // The context itself is there from the beginning.
    for (const command of waiting.take()) real.add(command)
  }

  draw(reserve?: boolean | (() => void), done?: () => void): void {
    const keeps = reserve === true
    const callback = typeof reserve === 'function' ? reserve : done
    this.real.add([0, this.number, 'begin', [keeps]])
    for (const command of this.waiting.take()) this.real.add(command)
    // A drawing ends where it began: the next one starts with nothing set.
    this.real.add([0, this.number, 'end', []])
    this.forget()
    if (callback) this.real.later(this.number, 'frame', [], () => callback())
  }

  measureText(text: string): unknown {
    return this.real.ask(this.number, 'measureText', [String(text), this.value('font')])
  }

  setShadow(x: number, y: number, blur: number, color: string): void {
    Object.assign(this, { shadowOffsetX: x, shadowOffsetY: y, shadowBlur: blur, shadowColor: color })
  }

  override setValue(name: string, value: unknown): void {
    super.setValue(name, typeof value === 'string' && name === 'textBaseline' ? (VALUES[value] ?? value) : value)
  }

  /** `wx.canvasGetImageData`: in pixels of styles, whatever the screen has. */
  pixels(...place: [number, number, number, number]): Pixels {
    const { w, h, b } = this.real.ask(this.number, 'oldPixels', place) as { w: number; h: number; b: string }
    return new Pixels(w, h, fromBase64(b))
  }

  putPixels(x: number, y: number, width: number, height: number, data: Uint8ClampedArray): void {
    this.real.add([0, this.number, 'oldPut', [encoded(new Pixels(width, height, data)), x, y]])
  }

  createCircularGradient(x: number, y: number, r: number): unknown {
    return this.createRadialGradient(x, y, 0, x, y, r)
  }

  getActions(): Command[] {
    return this.waiting.take()
  }
}

for (const [name, property] of Object.entries(SETTERS)) {
  Object.defineProperty(OldContext.prototype, name, {
    value(this: OldContext, value: unknown) {
      const font = String(this.value('font'))
      this.setValue(property, property === 'font' ? font.replace(/[\d.]+px/, `${Number(value)}px`) : value)
    },
  })
}
Object.defineProperty(OldContext.prototype, 'setLineDash', {
  value(this: OldContext, pattern: number[], offset = 0) {
    this.call('setLineDash', [pattern])
    this.setValue('lineDashOffset', offset)
  },
})
