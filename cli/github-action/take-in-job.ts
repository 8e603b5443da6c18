import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "#cli/cli-error.ts";
import { openJobSession } from "#cli/github-action/job-session.ts";
import { requestInJob } from "#cli/github-action/request-in-job.ts";
import type { Runner } from "#cli/github-action/runner.ts";
import { parseDuration } from "#cli/parse-duration.ts";
import { apiOrigin } from "#cli/places.ts";
import { takeLease, type TakenLease } from "#cli/take-lease.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { leaseBounds } from "#domain/leases/lease-limits.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The step: a lease of `resource`, or of what `template` and its fellows ask for, opened in this job alone. Its secrets
 * are masked before anything is written; what is to be given back is saved before anything can fail.
 *
 * @throws CliError with the reason; nothing is left open then
 */
export async function takeInJob(runner: Runner, env: Environment): Promise<void> {
  await runner.saveState("begun", "true");
  const origin = apiOrigin({ LATCHKEY_URL: required(runner, "url") });
  const bounds = { min: leaseBounds.ttlSecondsMin, max: leaseBounds.ttlSecondsMax };
  const ttlSeconds = parseDuration("ttl", runner.input("ttl") || "15m", bounds);
  const variables = parseVariables(runner.input("env"));
  const session = openJobSession(origin, runner, env);
  const resourceId = runner.input("resource") || (await requestInJob(runner, session));
  const terminal = await session();
  const onAsked = ({ leaseId }: LeaseView) => runner.saveState("lease", leaseId);
  await runner.setOutput("resource", resourceId);
  const taken = await takeLease(resourceId, { ttlSeconds, ...wordsOf(runner, env) }, { ...terminal, onAsked });
  await handOver({ taken, variables, runner, env });
}

interface Handing {
  readonly taken: TakenLease;
  readonly variables: readonly Variable[];
  readonly runner: Runner;
  readonly env: Environment;
}

async function handOver({ taken, variables, runner, env }: Handing): Promise<void> {
  taken.secrets.forEach(runner.mask);
  const { leaseId, expiresAt } = taken.lease;
  const file = join(env.RUNNER_TEMP || "/tmp", `latchkey-${leaseId}-${randomUUID()}.json`);
  await runner.saveState("file", file);
  await writeFile(file, taken.content, { mode: 0o600, flag: "wx" });
  const document = JSON.parse(taken.content.toString("utf8")) as Credential;
  taken.content.fill(0);
  for (const { name, field } of variables) {
    const value = field === "url" ? document.url : document.fields[field];
    if (value === undefined || value === null) throw new CliError(`env: what was leased has no ${field}.`);
    await runner.setEnvironment(name, String(value));
  }
  await runner.setOutput("lease", leaseId);
  await runner.setOutput("file", file);
  await runner.setOutput("expires-at", expiresAt ?? "");
  runner.say(`${leaseId} lets in until ${expiresAt}, or until this job ends.`);
}

interface Credential {
  readonly fields: Readonly<Record<string, string | number>>;
  readonly url: string | null;
}

interface Variable {
  readonly name: string;
  readonly field: string;
}

/** Lines of `NAME=field`. A name that would change how later steps run is refused. */
function parseVariables(text: string): Variable[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const found = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*([A-Za-z][A-Za-z0-9]*)\s*$/.exec(line);
    const [, name, field] = found ?? [];
    if (name === undefined || field === undefined)
      throw new CliError("env: each line is NAME=field, e.g. DATABASE_URL=url.");
    if (/^(GITHUB_|RUNNER_|ACTIONS_|NODE_OPTIONS$|PATH$|LD_)/i.test(name)) {
      throw new CliError(`env: ${name} belongs to the runner. Choose another name.`);
    }
    return { name, field };
  });
}

/** Whoever looks at the lease sees which run it is of. */
function wordsOf(runner: Runner, env: Environment) {
  const onBehalfOf = runner.input("on-behalf-of");
  const { GITHUB_REPOSITORY: repository, GITHUB_JOB: job, GITHUB_RUN_ID: run } = env;
  const own = repository === undefined ? "" : `${repository}: ${job ?? "job"}, run ${run ?? "?"}`;
  const purpose = (runner.input("purpose") || own).slice(0, 200);
  return { ...(purpose && { purpose }), ...(onBehalfOf && { onBehalfOf }) };
}

/** @throws CliError when the input is not given */
function required(runner: Runner, name: string): string {
  const value = runner.input(name);
  if (value === "") throw new CliError(`The input ${name} is missing.`);
  return value;
}
