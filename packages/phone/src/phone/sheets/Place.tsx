// The map, to choose a place: the viewer's page in a frame, which posts the place.

import { onCleanup } from 'solid-js';

import type { Place as Chosen } from '../../generated/protocol.ts';
import { known } from '../../store.ts';
import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { listenToViewer, viewerAddress } from '../Viewer.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

/** The places of the device file, to choose from. */
const places = (): Chosen[] => {
  const settings = known.state.device?.settings as { device?: { places?: Chosen[] } } | null;
  return settings?.device?.places ?? [];
};

export default function Place(props: SheetProps<'place'>) {
  let frame!: HTMLIFrameElement;
  const answering = createAnswering();
  onCleanup(listenToViewer(() => frame, (answer) => {
    if (answer.viewer === 'close') props.cancel();
    if (answer.viewer !== 'place') return;
    const { name, address, latitude, longitude } = answer;
    const place: Chosen = { name, latitude, longitude, ...(address ? { address } : {}) };
    void answering.attempt(() => props.answer({ kind: 'place', place }));
  }));
  const { latitude, longitude } = props.question;
  const around = latitude == null || longitude == null ? {} : { latitude, longitude };
  return (
    <SheetFrame of={props} answering={answering} title={words().choosePlace} isTall>
      <iframe
        ref={frame}
        class="place"
        title={words().map}
        src={viewerAddress({ kind: 'place', isBare: true, places: places(), ...around })}
      />
    </SheetFrame>
  );
}
