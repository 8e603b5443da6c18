import { invalidInput } from "#server/http/parse-input.ts";

/**
 * Gives the `Idempotency-Key` as sent, or null.
 *
 * @throws invalid_input unless it is 1 to 255 printable ASCII characters
 */
export function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === null || /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw invalidInput([{ in: "header", path: "/Idempotency-Key", message: "Use 1 to 255 printable ASCII characters." }]);
}
