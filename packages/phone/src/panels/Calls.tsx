// The bridge timeline.

import { events } from '../store.ts';

export default function Calls() {
  const count = () => {
    events.version();
    return events.length;
  };
  return <p>{count()}</p>;
}
