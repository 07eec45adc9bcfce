// The canvas node that `fields({ node: true })` gives, canvases off the screen, and pictures.
import { guarded } from '../error'
import { host } from '../host'
import type { Mirror } from '../mirror'
import type { MirrorNode } from '../mirror_node'
import { Context2D, Path2D } from './context'
import { Pixels, Remote, type Pen } from './remote'

export class Canvas extends Remote {
  private size = { width: 300, height: 150 }
  #context: Context2D | null = null

  get width(): number {
    return this.size.width
  }

  set width(width: number) {
    this.resize('width', width)
  }

  get height(): number {
    return this.size.height
  }

  set height(height: number) {
    this.resize('height', height)
  }

  private resize(side: 'width' | 'height', given: number): void {
    const length = Math.max(0, Math.floor(Number(given) || 0))
    this.size[side] = length
    this.put(side, length)
    this.#context?.forget()
  }

  getContext(kind: string): Context2D | null {
    if (kind === '2d') return (this.#context ??= new Context2D(this, this.pen))
    host.console('warn', `canvas.getContext('${kind}') gives nothing here: only 2d is there`, '')
    return null
  }

  createImage(): Image {
    return new Image(this.pen)
  }

  createImageData(width = this.width, height = this.height): Pixels {
    return new Pixels(width, height, new Uint8ClampedArray(4 * width * height))
  }

  createPath2D(from?: unknown): Path2D {
    return new Path2D(this.pen, from)
  }

  toDataURL(...args: unknown[]): string {
    return this.ask('toDataURL', args) as string
  }

  requestAnimationFrame(callback: (time: number) => void): number {
    const id = (lastFrame += 1)
    frames.add(id)
    this.pen.later(this.number, 'frame', [], (time) => {
      if (frames.delete(id)) guarded(() => callback(typeof time === 'number' ? time : host.now()))
    })
    return id
  }

  cancelAnimationFrame(id: number): void {
    frames.delete(id)
  }
}

const frames = new Set<number>()
let lastFrame = 0

class Image extends Remote {
  width = 0
  height = 0
  complete = false
  onload: (() => void) | null = null
  onerror: ((error: { errMsg: string }) => void) | null = null
  private address = ''

  constructor(pen: Pen) {
    super(pen)
    this.make('image')
  }

  get src(): string {
    return this.address
  }

  set src(address: string) {
    this.address = String(address)
    this.complete = false
    this.pen.later(this.number, 'load', [this.address], (size) => this.loaded(size as [number, number] | null, String(address)))
  }

  private loaded(size: [number, number] | null, address: string): void {
    if (address !== this.address) return
    if (!size) return void guarded(() => this.onerror?.({ errMsg: `${address} could not be loaded` }))
    ;[this.width, this.height] = size
    this.complete = true
    this.pen.loaded(this.number, address)
    guarded(() => this.onload?.())
  }
}

const nodes = new WeakMap<MirrorNode, Canvas>()

/** The canvas that an element of a page is; always the same. */
export function canvasOf(page: Mirror, node: MirrorNode): Canvas {
  let canvas = nodes.get(node)
  if (!canvas) {
    nodes.set(node, (canvas = new Canvas(page.pen)))
    page.pen.add([2, canvas.number, 'element', node.number])
  }
  return canvas
}

/** `wx.createOffscreenCanvas`: as documented now, and its first form of width and height. */
export function offscreen(page: Mirror, given: unknown, height?: number): Canvas {
  const options = typeof given === 'object' && given !== null ? (given as { width?: number; height?: number }) : { width: Number(given), height: Number(height) }
  const canvas = new Canvas(page.pen)
  page.pen.add([2, canvas.number, 'canvas'])
  canvas.width = options.width || 300
  canvas.height = options.height || 150
  return canvas
}
