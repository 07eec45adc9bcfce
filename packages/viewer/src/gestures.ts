// Fingers, mouse and wheel on a map: dragged, and zoomed by two fingers, the wheel or a double tap.

export interface Gestures {
  begin(): void;
  drag(across: number, down: number): void;
  /** `at` stays where it is. */
  zoom(at: [number, number], by: number): void;
  end(cause: 'drag' | 'scale'): void;
}

/** After the last turn of a wheel, in milliseconds. */
const WHEEL_REST = 150;

export const listenToGestures = (target: HTMLElement, { begin, drag, zoom, end }: Gestures): void => {
  const fingers = new Map<number, PointerEvent>();
  let cause: 'drag' | 'scale' | null = null;
  const inside = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => {
    const { left, top } = target.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const begins = (why: 'drag' | 'scale'): void => {
    if (!cause) begin();
    if (cause !== 'scale') cause = why;
  };
  const rest = (): void => {
    const why = cause;
    cause = null;
    if (why) end(why);
  };
  target.addEventListener('pointerdown', (event) => {
    target.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
  });
  target.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    const other = [...fingers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    begins(other ? 'scale' : 'drag');
    if (!other) return drag(event.clientX - before.clientX, event.clientY - before.clientY);
    const apart = (one: PointerEvent): number => Math.max(Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY), 1);
    const between = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    zoom(inside(between), Math.log2(apart(event) / apart(before)));
  });
  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) rest();
  };
  target.addEventListener('pointerup', up);
  target.addEventListener('pointercancel', up);
  let timer = 0;
  target.addEventListener('wheel', (event) => {
    event.preventDefault();
    begins('scale');
    zoom(inside(event), -event.deltaY / 300);
    clearTimeout(timer);
    timer = setTimeout(rest, WHEEL_REST);
  });
  target.addEventListener('dblclick', (event) => {
    begins('scale');
    zoom(inside(event), 1);
    rest();
  });
};
