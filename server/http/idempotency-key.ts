import type { Actor } from "#domain/access/actor.ts";
import { invalidInput } from "#server/http/parse-input.ts";

const message = "Send it once, as 1 to 255 printable ASCII characters without a comma.";

/**
 * Gives the `Idempotency-Key` as sent, or null; that of a workload with its trust rule before it. The service account is
 * shared: no workload is given what another rule's asked for under that key, nor takes its keys away.
 *
 * A header that is sent twice arrives with a comma between, so no key holds one, and none is spelled as a rule's.
 * @throws invalid_input unless it is sent once, as 1 to 255 printable ASCII characters without a comma
 */
export function idempotencyKeyOf(headers: Headers, { workload }: Pick<Actor, "workload">): string | null {
  const key = headers.get("idempotency-key");
  if (key === null) return null;
  if (!/^[\x20-\x2b\x2d-\x7e]{1,255}$/.test(key))
    throw invalidInput([{ in: "header", path: "/Idempotency-Key", message }]);
  return workload === null ? key : `${workload.ruleId},${key}`;
}
