// One finger that is moved about on an element. A mouse is one, too. What a child has caught (`catchtouchmove`) does not
// count: the browser has been kept from it, and so are we.

export interface Drag {
  /** False: this one is not for us. */
  start(at: Point): boolean | void;
  /** How far it is from where it began. */
  move(across: number, down: number, at: Point): void;
  /** `speed` in pixels a millisecond. */
  end(across: number, down: number, speed: { x: number; y: number }): void;
}

export interface Point {
  clientX: number;
  clientY: number;
}

const TRACE = 100;

export const onDrag = (element: HTMLElement, drag: Drag): void => {
  let from: Point | null = null;
  let trace: { x: number; y: number; time: number }[] = [];
  let hasTouch = false;

  const down = (at: Point): void => {
    trace = [{ x: at.clientX, y: at.clientY, time: performance.now() }];
    from = drag.start(at) === false ? null : { clientX: at.clientX, clientY: at.clientY };
  };
  const move = (event: Event, at: Point): void => {
    if (!from || event.defaultPrevented) return;
    const time = performance.now();
    trace = [...trace.filter((old) => time - old.time < TRACE), { x: at.clientX, y: at.clientY, time }];
    drag.move(at.clientX - from.clientX, at.clientY - from.clientY, at);
  };
  const up = (): void => {
    if (!from) return;
    const [first, last] = [trace[0]!, trace.at(-1)!];
    const time = Math.max(1, last.time - first.time);
    const { clientX, clientY } = from;
    from = null;
    drag.end(last.x - clientX, last.y - clientY, { x: (last.x - first.x) / time, y: (last.y - first.y) / time });
  };

  element.addEventListener('touchstart', (event) => {
    hasTouch = true;
    if (event.touches.length === 1) down(event.touches[0]!);
    else up();
  }, { passive: true });
  element.addEventListener('touchmove', (event) => move(event, event.touches[0]!), { passive: true });
  element.addEventListener('touchend', up);
  element.addEventListener('touchcancel', up);
  const mouse = (event: MouseEvent): void => move(event, event);
  element.addEventListener('mousedown', (event) => {
    if (hasTouch) return;
    down(event);
    document.addEventListener('mousemove', mouse);
    document.addEventListener('mouseup', () => {
      document.removeEventListener('mousemove', mouse);
      up();
    }, { once: true });
  });
};
