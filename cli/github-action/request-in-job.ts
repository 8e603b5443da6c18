import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import type { JobSession } from "#cli/github-action/job-session.ts";
import type { Runner } from "#cli/github-action/runner.ts";
import { parseParameters } from "#cli/parse-parameters.ts";
import { preferWait, waitUntilSettled } from "#cli/wait-until-settled.ts";
import { submitBodySchema, type RequestView, type SubmitBody } from "#domain/contracts/request.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";
import { isSettled } from "#domain/requests/request-states.ts";

const minutesMax = 60;
const pauseMs = 5_000;
const lookMs = 120_000;

/**
 * Asks for what the inputs describe and waits until it is built, also for a human's yes; gives the id of the resource.
 *
 * @throws CliError with the remedies when it is denied, and with its page when it was not decided in time
 */
export async function requestInJob(runner: Runner, session: JobSession): Promise<string> {
  const minutes = Number(runner.input("wait-minutes") || "10");
  if (!(minutes > 0 && minutes <= minutesMax)) throw new CliError(`wait-minutes is a number up to ${minutesMax}.`);
  const deadline = performance.now() + minutes * 60_000;
  const headers = { "idempotency-key": randomUUID(), prefer: preferWait(minutes * 60) };
  const filed = await callRoute(submitRequestRoute, { body: bodyOf(runner), headers }, await session());
  if (runner.input("release-resource") === "true") await runner.saveState("request", filed.id);
  await runner.setOutput("request", filed.id);
  const request = await waitForAll(filed, deadline, session);
  if (request.state !== "fulfilled" || request.resource === null) {
    throw new CliError(sentenceOf(request, await session()));
  }
  return request.resource.id;
}

async function waitForAll(filed: RequestView, deadline: number, session: JobSession): Promise<RequestView> {
  let request = filed;
  for (;;) {
    request = await waitUntilSettled(request, Math.min(deadline, performance.now() + lookMs), await session());
    if (request.state !== "pending_approval" && isSettled(request)) return request;
    if (performance.now() >= deadline) return request;
    // The wait of a call is over once a human is asked.
    if (request.state === "pending_approval") await new Promise((resolve) => setTimeout(resolve, pauseMs));
    request = await callRoute(showRequestRoute, { params: { id: request.id } }, await session());
  }
}

function bodyOf(runner: Runner): SubmitBody {
  const optional = (name: string) => runner.input(name) || undefined;
  const hours = optional("lifetime-hours");
  const parsed = submitBodySchema.safeParse({
    template: runner.input("template"),
    name: runner.input("name"),
    team: runner.input("team"),
    environment: runner.input("environment"),
    classification: runner.input("classification"),
    purpose: runner.input("purpose"),
    lifetimeHours: hours === undefined ? undefined : Number(hours),
    parameters: parseParameters(
      runner
        .input("parameters")
        .split("\n")
        .filter((line) => line.trim() !== ""),
    ),
    onBehalfOf: optional("on-behalf-of"),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`The input ${String(issue?.path[0] ?? "parameters")}: ${issue?.message ?? "is not valid"}`);
}

function sentenceOf(request: RequestView, { env }: Terminal): string {
  const page = `${env.LATCHKEY_URL}/requests/${request.id}`;
  if (request.state !== "denied") return `${request.id} is ${request.state.replaceAll("_", " ")}: ${page}`;
  const refusals = request.decision.trace.filter(({ result }) => result === "deny");
  const told = refusals.map(({ message, remedy }) => {
    const advice = remedy ? ` Allowed: ${remedy.path} ${remedy.op} ${JSON.stringify(remedy.value)}.` : "";
    return `${message}${advice}`;
  });
  return [`${request.id} was denied: ${page}`, ...told].join("\n");
}
