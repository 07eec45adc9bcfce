// The phone.

import { topPage } from '../store.ts';

export function Phone() {
  return <div class="phone">{topPage()?.title}</div>;
}
