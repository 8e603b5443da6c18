interface ErrorEntry {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** Title of the problem document (RFC 9457), the same for every occurrence. */
  readonly title: string;
}

/** Every stable error code; each has a page `docs/errors/<code>.md`. */
export const errorTable = {
  invalid_input: { status: 422, retryable: false, title: "The input does not fit the schema" },
  malformed_body: { status: 400, retryable: false, title: "The body is not valid JSON" },
  payload_too_large: { status: 413, retryable: false, title: "The body is too large" },
  method_not_allowed: { status: 405, retryable: false, title: "The method is not allowed here" },
  unsupported_media_type: { status: 415, retryable: false, title: "The body must be JSON" },
  unknown_reference: { status: 422, retryable: false, title: "A named thing does not exist" },
  secret_in_text: { status: 422, retryable: false, title: "A text holds a secret" },
  unauthenticated: { status: 401, retryable: false, title: "Sign in first" },
  reauthentication_required: { status: 401, retryable: false, title: "Sign in again to continue" },
  insufficient_scope: { status: 403, retryable: false, title: "The token lacks a scope" },
  forbidden: { status: 403, retryable: false, title: "Your role does not allow this" },
  cross_site: { status: 403, retryable: false, title: "The call came from another site" },
  not_narrower: { status: 422, retryable: false, title: "An offer can only ask for less" },
  own_request: { status: 403, retryable: false, title: "Nobody decides on their own request" },
  not_an_approver: { status: 403, retryable: false, title: "You are not an approver of this stage" },
  portal_only: { status: 403, retryable: false, title: "This is decided in the portal" },
  not_found: { status: 404, retryable: false, title: "Not found" },
  digest_stale: { status: 409, retryable: false, title: "The request changed since you read it" },
  already_decided: { status: 409, retryable: false, title: "Somebody has decided already" },
  name_taken: { status: 409, retryable: false, title: "The name is taken" },
  limit_reached: { status: 409, retryable: false, title: "There are as many as there may be" },
  secret_changed_elsewhere: { status: 409, retryable: false, title: "Somebody else changed the secret in use" },
  wrong_state: { status: 409, retryable: false, title: "The state does not allow this" },
  idempotency_conflict: { status: 422, retryable: false, title: "The idempotency key was used for another call" },
  idempotency_in_flight: { status: 409, retryable: true, title: "The first call with this key is still running" },
  claiming: { status: 409, retryable: true, title: "Another claim is in progress" },
  gone: { status: 410, retryable: false, title: "This was shown once" },
  invalid_key: { status: 422, retryable: false, title: "The public key is not valid" },
  rate_limited: { status: 429, retryable: true, title: "Too many calls" },
  internal: { status: 500, retryable: true, title: "Something went wrong here" },
  unavailable: { status: 503, retryable: true, title: "A part is not available" },
  kek_unavailable: { status: 503, retryable: true, title: "The key service is not available" },
  catalog_invalid: { status: 500, retryable: false, title: "The catalog is not valid" },
  settings_invalid: { status: 500, retryable: false, title: "A setting is not valid" },
  backend_unavailable: { status: 503, retryable: true, title: "The back end does not answer" },
  backend_conflict: {
    status: 409,
    retryable: false,
    title: "The back end holds a thing of that name that is not ours",
  },
  backend_refused: { status: 502, retryable: false, title: "The back end refused" },
  verification_failed: { status: 502, retryable: true, title: "The probe did not get the expected answer" },
  fence_lost: { status: 409, retryable: true, title: "A newer worker holds this step" },
  aborted: { status: 503, retryable: true, title: "The work was stopped" },
} as const satisfies Record<string, ErrorEntry>;

/** A stable error code, part of the public contract. */
export type ErrorCode = keyof typeof errorTable;
