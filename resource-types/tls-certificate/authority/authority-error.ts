/** Why the authority refused, for machines. */
export type RefusalCode =
  | "unauthenticated"
  | "not_found"
  | "method_not_allowed"
  | "body_too_large"
  | "malformed"
  | "csr_malformed"
  | "csr_signature"
  | "csr_weak_signature"
  | "csr_weak_key"
  | "csr_asks_for_authority"
  | "csr_names"
  | "name_invalid"
  | "name_not_permitted"
  | "lifetime"
  | "not_ours"
  | "stale"
  | "journal_lost"
  | "internal";

const statuses: Readonly<Record<RefusalCode, number>> = {
  unauthenticated: 401,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  malformed: 400,
  csr_malformed: 422,
  csr_signature: 422,
  csr_weak_signature: 422,
  csr_weak_key: 422,
  csr_asks_for_authority: 422,
  csr_names: 422,
  name_invalid: 422,
  name_not_permitted: 422,
  lifetime: 422,
  not_ours: 409,
  stale: 409,
  journal_lost: 409,
  internal: 500,
};

/** A refusal of the authority: a stable code and one plain sentence. */
export class AuthorityError extends Error {
  readonly code: RefusalCode;
  readonly status: number;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = "AuthorityError";
    this.code = code;
    this.status = statuses[code];
  }
}
