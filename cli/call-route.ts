import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { apiOrigin, bearerToken, revealOrigin } from "#cli/places.ts";
import { problemSchema, type Problem } from "#domain/contracts/problem.ts";
import type { AnswerOf, PartOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { errorTable } from "#domain/errors/error-table.ts";

const triesMax = 3;

/** What a call sends; parts that the route does not take are left out. */
export interface RouteCall<C extends RouteContract> {
  readonly params?: PartOf<C, "params">;
  readonly query?: PartOf<C, "query">;
  readonly body?: PartOf<C, "body">;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Calls a route of the public API and gives the document it answers with.
 *
 * A failure that may pass is tried again, three times in all. No call here does harm when it arrives twice: reads,
 * submits under an idempotency key, and changes of state, of which only one can win.
 * @throws CliError with the problem's own sentence, or one about the connection
 */
export async function callRoute<C extends RouteContract>(
  contract: C,
  call: RouteCall<C>,
  { env }: Pick<Terminal, "env">,
): Promise<AnswerOf<C>> {
  const origin = contract.base === "reveal" ? revealOrigin(env) : `${apiOrigin(env)}/api/v1`;
  const url = origin + pathOf(contract, call);
  const init = requestInit(contract, call, bearerToken(env));
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(contract, url, init);
    } catch (error) {
      if (tries === triesMax || !mayPass(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 500));
    }
  }
}

/** The path and query of a call, checked as the API checks them: an id such as `..` never becomes another address. */
function pathOf(contract: RouteContract, { params, query }: RouteCall<RouteContract>): string {
  const idProblem = contract.params?.safeParse(params).error?.issues[0];
  if (idProblem !== undefined) throw new CliError(`${idProblem.path.join(".").toUpperCase()}: ${idProblem.message}`);
  const values = (params ?? {}) as Record<string, unknown>;
  const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${String(new URLSearchParams(given.map(([name, value]) => [name, String(value)])))}`;
}

function requestInit(contract: RouteContract, call: RouteCall<RouteContract>, token: string): RequestInit {
  const headers = { accept: "application/json", authorization: `Bearer ${token}`, ...call.headers };
  // A redirect would carry the token to wherever it points.
  const init = { method: contract.method, redirect: "error" as const };
  if (call.body === undefined) return { ...init, headers };
  return { ...init, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(call.body) };
}

async function send<C extends RouteContract>(contract: C, url: string, init: RequestInit): Promise<AnswerOf<C>> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new CliError(`${new URL(url).origin} does not answer: ${reasonOf(cause)}.`, { cause });
  });
  const document: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemError(response, document);
  const parsed = contract.answer.schema.safeParse(document);
  if (parsed.success) return parsed.data as AnswerOf<C>;
  throw new CliError(`${new URL(url).origin} answered in a form that this version does not know.`);
}

function problemError({ url, status }: Response, document: unknown): CliError {
  const parsed = problemSchema.safeParse(document);
  if (!parsed.success) return new CliError(`${new URL(url).origin} answered ${status}; is this address Latchkey?`);
  return new CliError(sentenceOf(parsed.data), { problem: parsed.data });
}

function sentenceOf({ code, detail, errors, requestId }: Problem): string {
  const token = code === "unauthenticated" ? " LATCHKEY_TOKEN was not accepted: it may have run out." : "";
  const id = errorTable[code].status >= 500 ? `, request id ${requestId}` : "";
  const findings = (errors ?? []).map(({ path, message }) => `\n  ${path || "/"}: ${message}`).join("");
  return `${detail}${token} (${code}${id})${findings}`;
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof CliError)) return false;
  return error.problem === null ? error.cause !== undefined : errorTable[error.problem.code].retryable;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
