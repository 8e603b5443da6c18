import { CliError } from "#cli/cli-error.ts";
import { problemSchema, type Problem } from "#domain/contracts/problem.ts";
import type { AnswerOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { errorTable } from "#domain/errors/error-table.ts";

/** What to do about a problem, where there is something to say. */
export type Hint = (problem: Problem) => string;

/**
 * Makes one call and gives the document it answers with, checked against the contract.
 *
 * @throws CliError with the problem's own sentence, or one about the connection
 */
export async function fetchAnswer<C extends RouteContract>(
  contract: C,
  url: string,
  { hint = () => "", ...init }: RequestInit & { readonly hint?: Hint } = {},
): Promise<AnswerOf<C>> {
  // A redirect would carry the token to wherever it points.
  const response = await fetch(url, { method: contract.method, redirect: "error", ...init }).catch((cause: unknown) => {
    throw new CliError(`${new URL(url).origin} does not answer: ${reasonOf(cause)}.`, { cause });
  });
  const document: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemError(response, document, hint);
  const parsed = contract.answer.schema.safeParse(document);
  if (parsed.success) return parsed.data as AnswerOf<C>;
  throw new CliError(`${new URL(url).origin} answered in a form that this version does not know.`);
}

function problemError({ url, status }: Response, document: unknown, hint: Hint): CliError {
  const parsed = problemSchema.safeParse(document);
  if (!parsed.success) return new CliError(`${new URL(url).origin} answered ${status}; is this address Latchkey?`);
  return new CliError(sentenceOf(parsed.data, hint(parsed.data)), { problem: parsed.data });
}

function sentenceOf({ code, detail, errors, requestId }: Problem, hint: string): string {
  const id = errorTable[code].status >= 500 ? `, request id ${requestId}` : "";
  const findings = (errors ?? []).map(({ path, message }) => `\n  ${path || "/"}: ${message}`).join("");
  return `${detail}${hint && ` ${hint}`} (${code}${id})${findings}`;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
