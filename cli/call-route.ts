import { randomUUID } from "node:crypto";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { fetchAnswer } from "#cli/fetch-answer.ts";
import { reach, type Reach } from "#cli/login/reach.ts";
import type { Problem } from "#domain/contracts/problem.ts";
import type { AnswerOf, PartOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { errorTable } from "#domain/errors/error-table.ts";

const triesMax = 3;

/** What a call sends; parts that the route does not take are left out. */
export interface RouteCall<C extends RouteContract> {
  readonly params?: PartOf<C, "params">;
  readonly query?: PartOf<C, "query">;
  readonly body?: PartOf<C, "body">;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives it up: the call fails at once and is not tried again. */
  readonly signal?: AbortSignal;
}

/**
 * Calls a route of the public API and gives the document it answers with.
 *
 * A failure that may pass is tried again, three times in all. What is tried again does no harm when it arrives twice:
 * reads, what creates, which has an idempotency key of its own where the caller gives none, and changes of state, of
 * which only one can win. Where each call has its effect (`hasEffectEachTime`) a lost answer ends it.
 * @throws CliError with the problem's own sentence, or one about the connection
 */
export async function callRoute<C extends RouteContract>(
  contract: C,
  call: RouteCall<C>,
  terminal: Pick<Terminal, "env">,
): Promise<AnswerOf<C>> {
  const path = pathOf(contract, call);
  const bearer = await reach(contract.base === "reveal" ? "reveal" : "api", terminal);
  const url = bearer.origin + prefixes[contract.base] + path;
  const init = {
    ...requestInit(withKey(contract, call), bearer.token),
    hint: (problem: Problem) => hintOf(problem, bearer),
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetchAnswer(contract, url, init);
    } catch (error) {
      if (tries === triesMax || !mayPass(error, contract) || call.signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 500));
    }
  }
}

const prefixes = { api: "/api/v1", web: "", reveal: "" } as const satisfies Record<RouteContract["base"], string>;

/** One key for all tries of a call that takes one. */
function withKey(contract: RouteContract, call: RouteCall<RouteContract>): RouteCall<RouteContract> {
  if (!contract.headers.includes("Idempotency-Key")) return call;
  return { ...call, headers: { "idempotency-key": randomUUID(), ...call.headers } };
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

function requestInit({ headers: own, body, signal }: RouteCall<RouteContract>, token: string): RequestInit {
  const headers = { accept: "application/json", authorization: `Bearer ${token}`, ...own };
  const common = signal === undefined ? {} : { signal };
  if (body === undefined) return { ...common, headers };
  return { ...common, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

function hintOf({ code }: Problem, { source }: Reach): string {
  if (code === "unauthenticated" && source === "login") return "Your sign-in is over there: latchkey login.";
  if (code === "unauthenticated") return "LATCHKEY_TOKEN was not accepted: it may have run out.";
  return code === "reauthentication_required" ? "Sign in anew: latchkey login --fresh." : "";
}

function mayPass(error: unknown, { hasEffectEachTime }: RouteContract): boolean {
  if (!(error instanceof CliError)) return false;
  if (error.problem !== null) return errorTable[error.problem.code].retryable;
  return error.cause !== undefined && hasEffectEachTime !== true;
}
