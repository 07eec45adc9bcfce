// `MapContext`, and where the phone is for a `<map>` that shows it.
import { console } from './console'
import { Context, settleWith, type Options } from './context'
import { guarded } from './error'
import type { Mirror } from './mirror'
import { callBuiltIn } from './wx'

/** What the element does at once. */
const ASKED = [
  'addArc', 'addCustomLayer', 'addGroundOverlay', 'addMarkers', 'addVisualLayer', 'eraseLines', 'executeVisualLayerCommand', 'fromScreenLocation',
  'getCenterLocation', 'getRegion', 'getRotate', 'getScale', 'getSkew', 'includePoints', 'initMarkerCluster', 'moveToLocation', 'removeArc',
  'removeCustomLayer', 'removeGroundOverlay', 'removeMarkers', 'removeVisualLayer', 'setBoundary', 'setCenterOffset', 'setLocMarkerIcon',
  'toScreenLocation', 'updateGroundOverlay',
]
/** WeChat documentation. */
const USUAL_DURATION = 1000

export class MapContext extends Context {
  translateMarker(options: Options = {}): unknown {
    return this.drive('translateMarker', options)
  }

  moveAlong(options: Options = {}): unknown {
    return this.drive('moveAlong', options)
  }

  /** There are no other apps here: the place is shown as `openLocation` does. */
  openMapApp(options: Options = {}): unknown {
    return settleWith(options, 'openMapApp', (done) => {
      const { latitude, longitude, destination } = options
      callBuiltIn('openLocation', { latitude, longitude, name: destination }, ({ errMsg }) => {
        const status = String(errMsg)
        done(status.includes(':ok') ? {} : { error: status.replace(/^[^:]*:fail ?/, '') })
      })
    })
  }

  /** Events of clusters and layers, of which there are none. */
  on(): void {}
  off(): void {}

  /** Answered when the marker has arrived. */
  private drive(name: string, options: Options): unknown {
    const { animationEnd, duration } = options
    const arrived = () => {
      if (typeof animationEnd === 'function') guarded(() => animationEnd.call(options))
    }
    return this.ask(name, options, Number(duration ?? USUAL_DURATION) || 0, arrived)
  }
}
for (const name of ASKED) {
  const value = function (this: Context, options: unknown): unknown {
    return this.ask(name, options)
  }
  Object.defineProperty(MapContext.prototype, name, { value, writable: true, configurable: true })
}

/** A `<map>` with `show-location` asks as the program could, with the same question to the user. */
export function locate(mirror: Mirror, number: number): void {
  callBuiltIn('getLocation', { type: 'gcj02' }, ({ errMsg, latitude, longitude }) => {
    const node = mirror.stream?.node(number)
    if (!node) return
    const isThere = String(errMsg).includes(':ok')
    if (!isThere) console.warn(`<map show-location>: the place of the phone is not shown: ${String(errMsg)}`)
    mirror.questions.tell(node, 'act', ['located', [isThere ? { latitude, longitude } : null]])
  })
}
