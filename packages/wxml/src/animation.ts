// The `animation` attribute: the steps of `wx.createAnimation`, played one after the other.

interface Step {
  animates: { type: string; args: unknown[] }[];
  option: { transformOrigin: string; transition: { duration: number; timingFunction: string; delay: number } };
}

const ANGLES = /^(rotate|skew)/;
const LENGTHS = /^(translate|width|height|left|right|top|bottom)/;
const STYLES = new Set(['opacity', 'backgroundColor', 'width', 'height', 'left', 'right', 'top', 'bottom']);
const playing = new WeakMap<HTMLElement, symbol>();

export const play = async (element: HTMLElement, value: unknown): Promise<void> => {
  const { actions } = (value ?? {}) as { actions?: Step[] };
  // A new animation takes the place of the one that runs.
  const mine = Symbol('animation');
  playing.set(element, mine);
  if (!Array.isArray(actions)) return;
  for (const step of actions) {
    if (playing.get(element) !== mine) return;
    const { duration, delay } = step.option.transition;
    take(element, step);
    await new Promise((done) => setTimeout(done, duration + delay));
  }
};

const take = ({ style }: HTMLElement, { animates, option }: Step): void => {
  const { duration, timingFunction, delay } = option.transition;
  style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`;
  style.transformOrigin = option.transformOrigin;
  const transforms = animates.filter(({ type }) => !STYLES.has(type));
  for (const { type, args } of animates) {
    if (STYLES.has(type)) style.setProperty(type === 'backgroundColor' ? 'background-color' : type, unit(type, args[0]));
  }
  if (transforms.length > 0) style.transform = transforms.map(({ type, args }) => `${type}(${units(type, args).join(',')})`).join(' ');
};

export const units = (type: string, args: unknown[]): string[] =>
  // Of a turn around an axis only the last number is an angle.
  args.map((arg, index) => (type === 'rotate3d' && index < 3 ? String(arg) : unit(type, arg)));

export const unit = (type: string, value: unknown): string => {
  if (typeof value !== 'number') return String(value).replace(/(-?[\d.]+)rpx/g, (_, amount: string) => `${(Number(amount) * 100) / 750}vw`);
  if (ANGLES.test(type)) return `${value}deg`;
  return LENGTHS.test(type) ? `${value}px` : String(value);
};
