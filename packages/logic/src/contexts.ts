// `wx.createVideoContext` and its kin: what they are asked is done by the element in the page.
import type { Canvas } from './canvas/canvas'
import { canvasOf, offscreen } from './canvas/canvas'
import { OldContext } from './canvas/old'
import { Context, settleWith, type Options } from './context'
import { EditorContext } from './editor'
import { MapContext } from './map'
import type { Mirror } from './mirror'
import type { MirrorNode } from './mirror_node'
import { mirrorOf } from './page'
import { callBuiltIn } from './wx'

const VIDEO = [
  'play', 'pause', 'stop', 'seek', 'playbackRate', 'sendDanmu', 'requestFullScreen', 'exitFullScreen', 'showStatusBar', 'hideStatusBar',
  'requestBackgroundPlayback', 'exitBackgroundPlayback', 'exitPictureInPicture',
]
const SCROLL = ['scrollTo', 'scrollIntoView', 'triggerRefresh', 'closeRefresh']

class VideoContext extends Context {}
class ScrollViewContext extends Context {}

class CameraContext extends Context {
  takePhoto(options: Options = {}): unknown {
    return settleWith(options, 'operateCamera', (done) => {
      callBuiltIn('takePhoto', { quality: options.quality }, (reply) => {
        const { errMsg, ...rest } = reply
        const status = String(errMsg)
        if (!status.includes(':ok')) return done({ error: status.replace(/^[^:]*:fail ?/, '') })
        this.tell('show', [rest.tempImagePath])
        done({ ok: rest })
      })
    })
  }

  startRecord(options?: unknown): unknown {
    return this.missing('startRecord', options)
  }

  stopRecord(options?: unknown): unknown {
    return this.missing('stopRecord', options)
  }

  setZoom(options?: { zoom?: number }): unknown {
    return settleWith(options, 'setZoom', (done) => done({ ok: { zoom: options?.zoom ?? 1 } }))
  }

  onCameraFrame(): object {
    return { start: (options?: unknown) => this.missing('start', options), stop: (options?: unknown) => this.missing('stop', options) }
  }

  private missing(name: string, options: unknown): unknown {
    return settleWith(options, name, (done) => done({ error: 'this camera takes single pictures only' }))
  }
}

function methods(type: { prototype: object }, names: string[], value: (name: string) => (this: Context, ...args: unknown[]) => unknown): void {
  for (const name of names) Object.defineProperty(type.prototype, name, { value: value(name), writable: true, configurable: true })
}
methods(VideoContext, VIDEO, (name) => function (...args) {
  this.tell(name, args)
})
methods(ScrollViewContext, SCROLL, (name) => function (...args) {
  this.tell(name, args)
})

// --- finding the element

interface Searched {
  _$: { getShadowRoot(): { querySelector(selector: string): { getBackendElement(): unknown } | null } | null }
}

/** The element with this id in a component, or in the page on top. */
function finder(id: string, component: unknown, otherwise?: (node: MirrorNode) => boolean): () => [Mirror, MirrorNode] | null {
  const opened = mirrorOf(component)
  return () => {
    const mirror = mirrorOf(component) ?? opened
    if (!mirror) return null
    const root = (component as Searched | undefined)?._$?.getShadowRoot()
    const found = root?.querySelector(`#${id}`)?.getBackendElement() as MirrorNode | undefined
    const node = found ?? mirror.search((node) => node.id === id || (otherwise?.(node) ?? false))
    return node ? [mirror, node] : null
  }
}

const byCanvasId = (id: string) => (node: MirrorNode) => node.name === 'canvas' && node.attributes.get('canvas-id') === id

interface CanvasOptions extends Options {
  canvasId?: string
  canvas?: Canvas
}

const found = (id: string, component: unknown): Canvas | null => {
  const place = finder(id, component, byCanvasId(id))()
  return place && canvasOf(...place)
}

function top(component?: unknown): Mirror {
  const mirror = mirrorOf(component)
  if (!mirror) throw new Error('no page is open')
  return mirror
}

export const classes = { EditorContext, VideoContext, MapContext, CameraContext, ScrollViewContext, CanvasContext: OldContext }

export const contexts = {
  createVideoContext: (id: string, component?: unknown) => new VideoContext(finder(id, component), 'video'),
  createMapContext: (id: string, component?: unknown) => new MapContext(finder(id, component), 'map'),
  createCameraContext: () => new CameraContext(() => {
    const mirror = mirrorOf()
    const node = mirror?.search((node) => node.name === 'camera')
    return mirror && node ? [mirror, node] : null
  }, 'camera'),
  createOffscreenCanvas: (options: unknown, height?: number) => offscreen(top((options as { compInst?: unknown } | null)?.compInst), options, height),
  createCanvasContext: (id: string, component?: unknown) => {
    return new OldContext(() => found(id, component), top(component).pen)
  },
  canvasToTempFilePath: (options: CanvasOptions, component?: unknown) =>
    settleWith(options, 'canvasToTempFilePath', (done) => {
      const canvas = options.canvas ?? found(String(options.canvasId), component)
      if (!canvas) return done({ error: 'create bitmap failed: there is no such canvas' })
      const { success: _s, fail: _f, complete: _c, canvas: _canvas, canvasId: _id, ...part } = options
      canvas.pen.later(canvas.number, 'picture', [{ ...part, isOld: !options.canvas }], (data) => {
        if (typeof data !== 'string') return done({ error: 'the canvas holds a picture of a server that does not allow it to be read' })
        callBuiltIn('keepPicture', { data }, ({ errMsg, ...reply }) =>
          done(String(errMsg).includes(':ok') ? { ok: reply } : { error: String(errMsg) }))
      })
    }),
  canvasGetImageData: (options: CanvasOptions, component?: unknown) =>
    settleWith(options, 'canvasGetImageData', (done) => {
      const canvas = found(String(options.canvasId), component)
      if (!canvas) return done({ error: 'there is no such canvas' })
      const { x = 0, y = 0, width = 0, height = 0 } = options as Record<string, number>
      const { data, ...size } = new OldContext(() => canvas, canvas.pen).pixels(x, y, width, height)
      done({ ok: { width: size.width, height: size.height, data } })
    }),
  canvasPutImageData: (options: CanvasOptions, component?: unknown) =>
    settleWith(options, 'canvasPutImageData', (done) => {
      const canvas = found(String(options.canvasId), component)
      if (!canvas) return done({ error: 'there is no such canvas' })
      const { x = 0, y = 0, width = 0, height = 0, data } = options as unknown as Record<string, number> & { data: Uint8ClampedArray }
      new OldContext(() => canvas, canvas.pen).putPixels(x, y, width, height, data)
      done({})
    }),
}

/** What `context: true` and `node: true` of a query give for an element. */
export function contextOf(mirror: Mirror, node: MirrorNode): unknown {
  const find = (): [Mirror, MirrorNode] => [mirror, node]
  if (node.name === 'video') return new VideoContext(find, 'video')
  if (node.name === 'editor') return new EditorContext(find, 'editor')
  if (node.name === 'map') return new MapContext(find, 'map')
  if (node.name === 'canvas') return new OldContext(() => canvasOf(mirror, node), mirror.pen)
  return null
}

export function nodeOf(mirror: Mirror, node: MirrorNode): unknown {
  if (node.name === 'canvas') return canvasOf(mirror, node)
  if (node.name === 'scroll-view') return new ScrollViewContext(() => [mirror, node], 'scroll-view')
  return null
}
