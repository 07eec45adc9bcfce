// `wx.createCanvasContext`: the older interface. Everything waits for `draw`, which begins with an empty canvas unless it
// is to add to what is there.
import { Context2D } from './context'
import { encoded, Pen, Pixels, unpacked, type Command, type Remote } from './remote'

/** Functions that set a property of the newer interface. */
const SETTERS: Record<string, string> = {
  setFillStyle: 'fillStyle', setFontSize: 'font', setGlobalAlpha: 'globalAlpha', setLineCap: 'lineCap', setLineJoin: 'lineJoin', setLineWidth: 'lineWidth',
  setMiterLimit: 'miterLimit', setStrokeStyle: 'strokeStyle', setTextAlign: 'textAlign', setTextBaseline: 'textBaseline',
}
/** Values that the older interface names otherwise. */
const VALUES: Record<string, string> = { normal: 'alphabetic' }

/** Commands wait here until they are drawn. */
class Waiting extends Pen {
  override later(object: number, method: string, args: unknown[], answer: (value: unknown) => void): void {
    this.real.later(object, method, args, answer)
  }

  constructor(readonly real: Pen) {
    super(real.page)
  }
}

export class OldContext extends Context2D {
  readonly #waiting: Waiting
  readonly #find: () => Remote | null
  #isBound = false

  /** `find`: the canvas, which may come into the page later than its context. */
  constructor(find: () => Remote | null, pen: Pen) {
    const waiting = new Waiting(pen)
    super(null, waiting)
    this.#waiting = waiting
    this.#find = find
  }

  /** Where commands go to when they are drawn; `null` while there is no canvas. */
  private bound(): Pen | null {
    const { real } = this.#waiting
    if (this.#isBound) return real
    const canvas = this.#find()
    if (!canvas) return null
    this.#isBound = true
    real.add([0, canvas.number, 'getContext', ['old'], this.number])
    return real
  }

  draw(reserve?: boolean | (() => void), done?: () => void): void {
    const keeps = reserve === true
    const callback = typeof reserve === 'function' ? reserve : done
    const commands = this.#waiting.take()
    // A drawing ends where it began: the next one starts with nothing set.
    this.forget()
    const pen = this.bound()
    if (!pen) return
    pen.add([0, this.number, 'begin', [keeps]])
    for (const command of commands) pen.add(command)
    pen.add([0, this.number, 'end', []])
    if (callback) pen.later(this.number, 'frame', [], () => callback())
  }

  measureText(text: string): unknown {
    return this.bound()?.ask(this.number, 'measureText', [String(text), this.value('font')]) ?? { width: 0 }
  }

  setShadow(x: number, y: number, blur: number, color: string): void {
    Object.assign(this, { shadowOffsetX: x, shadowOffsetY: y, shadowBlur: blur, shadowColor: color })
  }

  override setValue(name: string, value: unknown): void {
    super.setValue(name, typeof value === 'string' && name === 'textBaseline' ? (VALUES[value] ?? value) : value)
  }

  /** `wx.canvasGetImageData`: in pixels of styles, whatever the screen has. */
  pixels(...place: [number, number, number, number]): Pixels {
    const { w, h, b } = this.bound()!.ask(this.number, 'oldPixels', place) as { w: number; h: number; b: string }
    return new Pixels(w, h, unpacked(b))
  }

  putPixels(x: number, y: number, width: number, height: number, data: Uint8ClampedArray): void {
    this.bound()!.add([0, this.number, 'oldPut', [encoded(new Pixels(width, height, data)), x, y]])
  }

  createCircularGradient(x: number, y: number, r: number): unknown {
    return this.createRadialGradient(x, y, 0, x, y, r)
  }

  getActions(): Command[] {
    return this.#waiting.take()
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
