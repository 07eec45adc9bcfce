// The payment: what the page wants paid, and the person's yes or no. No money moves.

import { words } from '../../words.ts';
import type { SheetProps } from '../Sheets.tsx';
import { createAnswering, SheetFrame } from './SheetFrame.tsx';

export default function Pay(props: SheetProps<'pay'>) {
  const answering = createAnswering();
  const payment = () => props.question.payment;
  return (
    <SheetFrame
      of={props}
      answering={answering}
      title={words().payment}
      accept={{
        text: words().pay,
        isOff: answering.isBusy(),
        isFocused: true,
        onClick: () => void answering.attempt(() => props.answer({ kind: 'done' })),
      }}
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
    </SheetFrame>
  );
}
