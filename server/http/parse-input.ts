import type { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import { pointerOf } from "#server/http/pointer-of.ts";

const errorsMax = 20;

/** The part of a call that an input came in. */
export type InputPart = "path" | "query" | "body" | "header";

/** One finding about an input: where it is, as a JSON Pointer into that part, and what to do. */
export interface InputError {
  readonly in: InputPart;
  readonly path: string;
  readonly message: string;
}

/**
 * Parses one part of a call strictly: what the schema does not name is refused.
 *
 * @throws invalid_input with `errors: [{in, path, message}]`, at most 20 of them
 */
export function parseInput<S extends z.ZodType>(schema: S, part: InputPart, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues.flatMap((issue) => presentIssue(issue, part)));
}

/** Makes the error of a part that does not fit its schema. */
export function invalidInput(errors: readonly InputError[]): AppError {
  const shown = errors.slice(0, errorsMax);
  const [first] = shown;
  const where =
    first === undefined || first.path === "" ? `The ${first?.in ?? "body"}` : `${first.path} of the ${first.in}`;
  return new AppError("invalid_input", `${where} does not fit: ${first?.message ?? "see the contract."}`, {
    details: { errors: shown },
  });
}

function presentIssue(issue: z.core.$ZodIssue, part: InputPart): InputError[] {
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.slice(0, errorsMax);
    return unknown.map((key) => ({
      in: part,
      path: pointerOf([...issue.path, key]),
      message: "This key is not known.",
    }));
  }
  return [{ in: part, path: pointerOf(issue.path), message: issue.message }];
}
