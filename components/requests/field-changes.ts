import { changeWords } from "#components/decisions/change-words.ts";
import type { Change } from "#components/decisions/limit-changes.ts";
import { changedFields, type ComparedFields } from "#domain/requests/changed-fields.ts";

/** Gives the fields that a form holds otherwise than an earlier request, in words and in the form's own order. */
export function fieldChanges(earlier: ComparedFields, now: ComparedFields): readonly Change[] {
  return changedFields(earlier, now).map((change) => changeWords(change));
}
