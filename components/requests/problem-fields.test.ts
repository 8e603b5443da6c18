import { expect, test } from "vitest";
import { ProblemError } from "#components/api/problem-error.ts";
import { problemFields } from "#components/requests/problem-fields.ts";

test("a refusal that names one place is shown at its field", () => {
  const problem = { code: "secret_in_text" as const, detail: "Take the secret out.", path: "/purpose" };
  expect(problemFields(new ProblemError(problem))).toEqual([{ field: "purpose", message: "Take the secret out." }]);
});

test("so is each finding of a list, where the form has such a field", () => {
  const errors = [
    { path: "/parameters/size", message: "Choose one." },
    { path: "/onBehalfOf", message: "Not here." },
  ];
  expect(problemFields(new ProblemError({ code: "invalid_input", errors }))).toEqual([
    { field: "parameters.size", message: "Choose one." },
  ]);
});

test("any other error is of no field", () => {
  expect([...problemFields(new Error("offline")), ...problemFields(new ProblemError({ code: "internal" }))]).toEqual(
    [],
  );
});
