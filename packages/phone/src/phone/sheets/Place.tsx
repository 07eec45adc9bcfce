// The map, to choose a place: the viewer's page in a frame, which posts the place.

import { createSignal, onCleanup } from 'solid-js';

import type { Place as Chosen } from '../../generated/protocol.ts';
import { known } from '../../store.ts';
import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';
import { listenToViewer, viewerAddress } from '../Viewer.tsx';

/** The places of the device file, to choose from. */
const places = (): Chosen[] => {
  const settings = known.state.device?.settings as { device?: { places?: Chosen[] } } | null;
  return settings?.device?.places ?? [];
};

export default function Place(props: SheetProps<'place'>) {
  let frame!: HTMLIFrameElement;
  const [error, setError] = createSignal('');
  onCleanup(listenToViewer(() => frame, (answer) => {
    if (answer.viewer === 'close') props.cancel();
    if (answer.viewer !== 'place') return;
    const { name, address, latitude, longitude } = answer;
    const place: Chosen = { name, latitude, longitude, ...(address ? { address } : {}) };
    props.answer({ kind: 'place', place }).catch((reason: Error) => setError(reason.message));
  }));
  const { latitude, longitude } = props.question;
  const around = latitude == null || longitude == null ? {} : { latitude, longitude };
  return (
    <HalfScreen
      title={words().choosePlace}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      isTall
      onCancel={props.cancel}
    >
      <iframe
        ref={frame}
        class="place"
        title={words().map}
        src={viewerAddress({ kind: 'place', isBare: true, places: places(), ...around })}
      />
      <SheetError text={error()} />
    </HalfScreen>
  );
}
