// `CanvasRenderingContext2D` as the program sees it: the browser's, one call a command.
import { Pixels, Remote, unpacked, type Pen } from './remote'

const METHODS = [
  'arc', 'arcTo', 'beginPath', 'bezierCurveTo', 'clearRect', 'clip', 'closePath', 'drawImage', 'ellipse', 'fill', 'fillRect', 'fillText',
  'lineTo', 'moveTo', 'putImageData', 'quadraticCurveTo', 'rect', 'reset', 'resetTransform', 'rotate', 'roundRect', 'scale', 'setLineDash', 'setTransform',
  'stroke', 'strokeRect', 'strokeText', 'transform', 'translate',
]
/** What the properties are at first. */
const PROPERTIES: Record<string, unknown> = {
  direction: 'ltr', fillStyle: '#000000', filter: 'none', font: '10px sans-serif', fontKerning: 'auto', globalAlpha: 1,
  globalCompositeOperation: 'source-over', imageSmoothingEnabled: true, imageSmoothingQuality: 'low', letterSpacing: '0px', lineCap: 'butt',
  lineDashOffset: 0, lineJoin: 'miter', lineWidth: 1, miterLimit: 10, shadowBlur: 0, shadowColor: 'rgba(0, 0, 0, 0)', shadowOffsetX: 0,
  shadowOffsetY: 0, strokeStyle: '#000000', textAlign: 'start', textBaseline: 'alphabetic', wordSpacing: '0px',
}
/** The canvas must be looked at. */
const ASKED = ['getLineDash', 'getTransform', 'isPointInPath', 'isPointInStroke', 'measureText']

const PATH_METHODS = ['addPath', 'arc', 'arcTo', 'bezierCurveTo', 'closePath', 'ellipse', 'lineTo', 'moveTo', 'quadraticCurveTo', 'rect', 'roundRect']

export class Path2D extends Remote {
  constructor(pen: Pen, from?: unknown) {
    super(pen)
    this.make('path', ...(from === undefined ? [] : [from]))
  }
}

class Gradient extends Remote {
  addColorStop(offset: number, color: string): void {
    this.call('addColorStop', [offset, color])
  }
}

class Pattern extends Remote {
  setTransform(matrix: unknown): void {
    this.call('setTransform', [matrix])
  }
}

interface Matrix {
  a: number
  b: number
  c: number
  d: number
  e: number
  f: number
}

export class Context2D extends Remote {
  private values: Record<string, unknown> = { ...PROPERTIES }
  private saved: Record<string, unknown>[] = []

  readonly #canvas: Remote | null

  /** `canvas`: none, when it is still to be found. */
  constructor(canvas: Remote | null, pen: Pen) {
    super(pen)
    this.#canvas = canvas
    canvas?.call('getContext', ['2d'], this)
  }

  get canvas(): Remote | null {
    return this.#canvas
  }

  /** The canvas got another size, which empties it. */
  forget(): void {
    this.values = { ...PROPERTIES }
    this.saved = []
  }

  value(name: string): unknown {
    return this.values[name]
  }

  setValue(name: string, value: unknown): void {
    // What the browser would not take does not count; of colours and fonts only it knows.
    if (typeof PROPERTIES[name] === 'number' && !Number.isFinite(Number(value))) return
    this.values[name] = value
    this.put(name, value)
  }

  save(): void {
    this.saved.push({ ...this.values })
    this.call('save', [])
  }

  restore(): void {
    this.values = this.saved.pop() ?? this.values
    this.call('restore', [])
  }

  createLinearGradient(...args: number[]): Gradient {
    return this.made(new Gradient(this.pen), 'createLinearGradient', args)
  }

  createRadialGradient(...args: number[]): Gradient {
    return this.made(new Gradient(this.pen), 'createRadialGradient', args)
  }

  createConicGradient(...args: number[]): Gradient {
    return this.made(new Gradient(this.pen), 'createConicGradient', args)
  }

  createPattern(image: unknown, repetition: string): Pattern {
    return this.made(new Pattern(this.pen), 'createPattern', [image, repetition])
  }

  private made<T extends Remote>(result: T, method: string, args: unknown[]): T {
    this.call(method, args, result)
    return result
  }

  createImageData(width: number | Pixels, height = 0): Pixels {
    if (width instanceof Pixels) return this.createImageData(width.width, width.height)
    return new Pixels(Math.abs(width), Math.abs(height), new Uint8ClampedArray(4 * Math.abs(width) * Math.abs(height)))
  }

  getImageData(...args: number[]): Pixels {
    const { w, h, b } = this.ask('getImageData', args) as { w: number; h: number; b: string }
    return new Pixels(w, h, unpacked(b))
  }

  currentTransform(): Matrix {
    return this.ask('getTransform', []) as Matrix
  }
}

const define = (prototype: object, name: string, value: unknown): void =>
  void Object.defineProperty(prototype, name, { value, writable: true, configurable: true })

for (const method of METHODS) {
  define(Context2D.prototype, method, function (this: Context2D, ...args: unknown[]) {
    this.call(method, args)
  })
}
for (const method of ASKED) {
  define(Context2D.prototype, method, function (this: Context2D, ...args: unknown[]) {
    return this.ask(method, args)
  })
}
for (const name of Object.keys(PROPERTIES)) {
  Object.defineProperty(Context2D.prototype, name, {
    configurable: true,
    get(this: Context2D) {
      return this.value(name)
    },
    set(this: Context2D, value: unknown) {
      this.setValue(name, value)
    },
  })
}
for (const method of PATH_METHODS) {
  define(Path2D.prototype, method, function (this: Path2D, ...args: unknown[]) {
    this.call(method, args)
  })
}
