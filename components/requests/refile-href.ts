import type { FieldChange } from "#components/decisions/remedy-actions.ts";
import type { RequestView } from "#domain/contracts/request.ts";

/** The address of the form filled in like a request, with the changes made that are given. */
export function refileHref(
  request: Pick<RequestView, "id" | "template">,
  changes: readonly FieldChange[] = [],
): string {
  const query = new URLSearchParams({ from: request.id });
  for (const { path, value } of changes) {
    query.append("set", path);
    query.append("to", JSON.stringify(value));
  }
  return `/templates/${encodeURIComponent(request.template.id)}?${query}`;
}
