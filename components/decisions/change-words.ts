import { fieldName, fieldValue } from "#components/decisions/field-words.ts";
import type { Change } from "#components/decisions/limit-changes.ts";
import type { FieldChange } from "#domain/requests/changed-fields.ts";

/** Says one field that is otherwise in words; `titles` are those of the template's parameters, by name. */
export function changeWords(change: FieldChange, titles: Readonly<Record<string, string>> = {}): Change {
  const { path, from, to } = change;
  const words = (value: unknown) => (value === null || value === "" ? "nothing" : fieldValue(path, value));
  const term = titles[path.replace("/parameters/", "")] ?? fieldName(path);
  return {
    id: path,
    term: `${term.charAt(0).toUpperCase()}${term.slice(1)}`,
    from: words(from),
    to: words(to),
    rules: [],
  };
}
