import { ProblemError } from "#components/api/problem-error.ts";
import { formPath, type RequestFormPath } from "#components/requests/form-path.ts";

/** Gives the form's fields that a refusal is about, each with what is wrong there; none for any other error. */
export function problemFields(error: unknown): readonly { field: RequestFormPath; message: string }[] {
  if (!(error instanceof ProblemError)) return [];
  const { errors = [], path } = error.problem;
  const named = typeof path === "string" ? [{ path, message: error.message }] : [];
  return [...errors, ...named].flatMap((finding) => {
    const field = formPath(finding.path);
    return field === null ? [] : [{ field, message: finding.message }];
  });
}
