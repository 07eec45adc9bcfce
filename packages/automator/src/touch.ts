// A finger that a program moves: it meets this element, whatever lies over it.

type Point = Partial<Record<'identifier' | 'pageX' | 'pageY' | 'clientX' | 'clientY' | 'force', number>>;

interface Given {
  touches?: object[];
  changedTouches?: object[];
  changeTouches?: object[];
}

/** Where nothing is said, it is in the middle of the element. */
const touchOn = (target: Element, given: Point, index: number): Touch => {
  const { left, top, width, height } = target.getBoundingClientRect();
  const clientX = given.clientX ?? (given.pageX === undefined ? left + width / 2 : given.pageX - scrollX);
  const clientY = given.clientY ?? (given.pageY === undefined ? top + height / 2 : given.pageY - scrollY);
  const { identifier = index, force = 1 } = given;
  return new Touch({ target, identifier, force, clientX, clientY, pageX: clientX + scrollX, pageY: clientY + scrollY });
};

export const touch = (target: Element, type: string, given: Given): object => {
  const on = (points: object[]): Touch[] => points.map((point, index) => touchOn(target, point, index));
  const isDown = type === 'touchstart' || type === 'touchmove';
  const touches = on(given.touches?.length || !isDown ? (given.touches ?? []) : [{}]);
  const changed = given.changedTouches ?? given.changeTouches ?? [];
  const changedTouches = changed.length > 0 ? on(changed) : touches.length > 0 ? touches : on([{}]);
  target.dispatchEvent(new TouchEvent(type, { bubbles: true, composed: true, cancelable: true, touches, targetTouches: touches, changedTouches }));
  return {};
};
