// The bar that says how long a distance on the map is.

import type { FlatMap } from '../../../viewer/src/flat_map.ts';
import { make } from '../built-in/element.ts';

/** The longest bar, in pixels. */
const LONGEST = 80;

export class Scale {
  readonly element = make('span', 'scale');

  constructor(private readonly map: FlatMap) {
    this.element.hidden = true;
  }

  show(isShown: boolean): void {
    this.element.hidden = !isShown;
  }

  draw(): void {
    const metre = this.map.metre(this.map.center.latitude);
    const most = LONGEST / metre;
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((times) => times * power).find((one) => one <= most) ?? power;
    this.element.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    this.element.style.width = `${length * metre}px`;
  }
}
