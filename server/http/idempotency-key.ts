import { invalidInput } from "#server/http/parse-input.ts";

const message = "Send it once, as 1 to 255 printable ASCII characters without a comma.";

/**
 * Gives the `Idempotency-Key` as sent, or null.
 *
 * A header that is sent twice arrives with a comma between, so no key holds one.
 * @throws invalid_input unless it is sent once, as 1 to 255 printable ASCII characters without a comma
 */
export function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === null || /^[\x20-\x2b\x2d-\x7e]{1,255}$/.test(key)) return key;
  throw invalidInput([{ in: "header", path: "/Idempotency-Key", message }]);
}
