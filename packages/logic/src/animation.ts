// `wx.createAnimation`: collects steps; what `export` gives goes to the `animation` attribute of an element, and the
// view plays it (packages/wxml/src/animation.ts).

interface Timing {
  duration?: number
  timingFunction?: string
  delay?: number
  transformOrigin?: string
}

export interface Step {
  animates: { type: string; args: unknown[] }[]
  option: { transformOrigin: string; transition: { duration: number; timingFunction: string; delay: number } }
}

const TRANSFORMS = [
  'matrix', 'matrix3d', 'rotate', 'rotate3d', 'rotateX', 'rotateY', 'rotateZ', 'scale', 'scale3d', 'scaleX', 'scaleY', 'scaleZ',
  'skew', 'skewX', 'skewY', 'translate', 'translate3d', 'translateX', 'translateY', 'translateZ',
]
const STYLES = ['opacity', 'backgroundColor', 'width', 'height', 'left', 'right', 'top', 'bottom']

export class Animation {
  private steps: Step[] = []
  private animates: Step['animates'] = []

  constructor(private readonly usual: Timing = {}) {}

  /** What was asked for since the last step happens together. */
  step(given: Timing = {}): this {
    const { duration = 400, timingFunction = 'linear', delay = 0, transformOrigin = '50% 50% 0' } = { ...this.usual, ...given }
    this.steps.push({ animates: this.animates, option: { transformOrigin, transition: { duration, timingFunction, delay } } })
    this.animates = []
    return this
  }

  /** The steps so far; each is given away once. */
  export(): { actions: Step[] } {
    const actions = this.steps
    this.steps = []
    return { actions }
  }

  protected add(type: string, args: unknown[]): this {
    this.animates.push({ type, args })
    return this
  }
}

for (const type of [...TRANSFORMS, ...STYLES]) {
  Object.defineProperty(Animation.prototype, type, {
    value(this: { add(type: string, args: unknown[]): unknown }, ...args: unknown[]) {
      return this.add(type, args)
    },
  })
}
