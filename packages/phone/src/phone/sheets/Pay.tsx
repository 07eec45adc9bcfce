// The payment: what the page wants paid, and the person's yes or no. No money moves.

import { createSignal } from 'solid-js';

import { words } from '../../words.ts';
import { Asker } from '../Asker.tsx';
import { HalfScreen, SheetError } from '../Dialog.tsx';
import type { SheetProps } from '../Sheets.tsx';

export default function Pay(props: SheetProps<'pay'>) {
  const [error, setError] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
  const pay = (): void => {
    setBusy(true);
    props.answer({ kind: 'done' }).catch((reason: Error) => {
      setError(reason.message);
      setBusy(false);
    });
  };
  const payment = () => props.question.payment;
  return (
    <HalfScreen
      title={words().payment}
      subtitle={<Asker app={props.sheet.app} origin={props.sheet.origin} />}
      onCancel={props.cancel}
      footer={
        <>
          <button type="button" class="weui-btn weui-btn_default" onClick={() => props.cancel()}>
            {words().cancel}
          </button>
          <button type="button" class="weui-btn weui-btn_primary" data-focus disabled={isBusy()} onClick={pay}>
            {words().pay}
          </button>
        </>
      }
    >
      <p class="pay-note">{words().payNote}</p>
      <dl class="about">
        <dt>{words().payOrder}</dt>
        <dd>{payment().prepayId}</dd>
        <dt>{words().payTime}</dt>
        <dd>{payment().timeStamp}</dd>
        <dt>{words().payNonce}</dt>
        <dd>{payment().nonce}</dd>
        <dt>{words().paySignature}</dt>
        <dd>
          {payment().signType} {payment().signature}
        </dd>
      </dl>
      <SheetError text={error()} />
    </HalfScreen>
  );
}
