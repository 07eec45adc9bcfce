// Reading a host's reply: which callback it means, and what the page gets of it.
//
// Hosts speak two spellings. `errMsg` is taken as it is: what follows the first colon is the status. The older
// `err_msg` is brought into the form of `errMsg` first. A reply with neither is a success.

/** What every reply has. */
export interface Status {
  /** `name:ok`, or `name:fail` and the reason. */
  errMsg: string;
  /** A number for the reason, where the host has one. */
  errno?: number;
}

export type Outcome = 'success' | 'fail' | 'cancel';

/** A copy of the reply with its `errMsg` in place and the host's internal keys gone. */
export function read(name: string, reply: unknown): Record<string, unknown> & Status {
  if (typeof reply !== 'object' || reply === null) {
    return { errMsg: `${name}:fail the host did not answer an object`, reply };
  }
  const { err_code, err_desc, err_detail, err_msg, ...fields } = reply as Record<string, unknown>;
  if (fields.errMsg) {
    return { ...fields, errMsg: String(fields.errMsg) };
  }
  const status = err_msg ? modernise(afterColon(String(err_msg))) : 'ok';
  return { ...fields, errMsg: `${name}:${status}` };
}

/** Exactly `ok` is success and exactly `cancel` is cancel; `fail cancel` is a failure, as in the mini program. */
export function outcome(status: Status): Outcome {
  switch (afterColon(status.errMsg)) {
    case 'ok':
      return 'success';
    case 'cancel':
      return 'cancel';
    default:
      return 'fail';
  }
}

export function afterColon(text: string): string {
  return text.slice(text.indexOf(':') + 1);
}

/** An `err_msg` status in words: `fail_auth_deny` is `auth deny`, `confirm` is `ok`. */
function modernise(status: string): string {
  const words = status.replace(/^fail(ed)?_/, '').replaceAll('_', ' ').trim().toLowerCase();
  switch (words) {
    case 'confirm':
      return 'ok';
    case '':
    case 'failed':
      return 'fail';
    case 'access denied':
    case 'no permission to execute':
      return 'permission denied';
    default:
      return words;
  }
}
