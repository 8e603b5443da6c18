import { isRequestEventId } from "#server/requests/request-events.ts";
import { invalidInput } from "#server/http/parse-input.ts";

/**
 * Gives the `Last-Event-ID` that a reconnecting client sends, or null at its first call.
 *
 * @throws invalid_input unless it is the id of an event
 */
export function lastEventIdOf(headers: Headers): string | null {
  const id = headers.get("last-event-id");
  if (id === null || id === "") return null;
  if (isRequestEventId(id)) return id;
  throw invalidInput([{ in: "header", path: "/Last-Event-ID", message: "Send the id of the last event seen." }]);
}
