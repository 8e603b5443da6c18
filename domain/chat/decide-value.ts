/** What a button of a message carries: which request, and which state of it whoever clicks has read. Nothing more. */
export interface DecideValue {
  readonly requestId: string;
  readonly digest: string;
}

const form = /^(req_[0-9a-z]{26})\|(sha256:[0-9a-f]{64})$/;

/** Spells the value of a button. */
export function spellDecideValue({ requestId, digest }: DecideValue): string {
  return `${requestId}|${digest}`;
}

/** Reads it again; null for anything else. */
export function readDecideValue(value: string): DecideValue | null {
  const [, requestId, digest] = form.exec(value) ?? [];
  return requestId === undefined || digest === undefined ? null : { requestId, digest };
}
