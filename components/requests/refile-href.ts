import type { Remedy } from "#domain/contracts/decision.ts";
import type { RequestView } from "#domain/contracts/request.ts";

/** The address of the form filled in like a request, with a remedy's change made where one is given. */
export function refileHref(
  request: Pick<RequestView, "id" | "template">,
  remedy?: { path: Remedy["path"]; value: unknown },
): string {
  const query = new URLSearchParams({ from: request.id });
  if (remedy) {
    query.set("set", remedy.path);
    query.set("to", JSON.stringify(remedy.value));
  }
  return `/templates/${encodeURIComponent(request.template.id)}?${query}`;
}
