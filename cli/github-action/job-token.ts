import { CliError } from "#cli/cli-error.ts";
import { exchangeToken } from "#cli/exchange-token.ts";
import type { Runner } from "#cli/github-action/runner.ts";

/**
 * Gives an access token of Latchkey for this job, by an identity token that GitHub signs for this very call; both are
 * masked.
 *
 * @throws CliError when the job may not have identity tokens, or when no trust rule is met
 */
export async function jobToken(
  origin: string,
  runner: Runner,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!url || !bearer)
    throw new CliError("This job may not have identity tokens: give it `permissions: id-token: write`.");
  const target = new URL(url);
  target.searchParams.set("audience", runner.input("audience") || origin);
  const headers = { authorization: `Bearer ${bearer}`, accept: "application/json" };
  const response = await fetch(target, { headers, redirect: "error" }).catch((cause: unknown) => {
    throw new CliError("GitHub gave no identity token: it does not answer.", { cause });
  });
  const answer = (await response.json().catch(() => null)) as { value?: unknown } | null;
  if (!response.ok || typeof answer?.value !== "string") {
    throw new CliError(`GitHub gave no identity token: it answered ${response.status}.`);
  }
  runner.mask(answer.value);
  const token = await exchangeToken(origin, answer.value, { serviceAccount: runner.input("service-account") });
  runner.mask(token);
  return token;
}
